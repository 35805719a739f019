import type { PutObjectCommand } from '@aws-sdk/client-s3';

/**
 * The server's time when it answered the command, once it has. PutObject does not say when the object was modified, and asking
 * with a second request would double what storing costs: the `Date` of its answer is within a second of it.
 */
export function dateOfAnswer(command: PutObjectCommand): () => Date | undefined {
  let date: Date | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const answered = await next(args);
      date = parsed(answered.response);
      return answered;
    },
    { step: 'deserialize', name: 'dateOfAnswer' },
  );
  return () => date;
}

/** Any server may have answered: what is no date is none. */
function parsed(response: unknown): Date | undefined {
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('date' in headers)) return undefined;
  const date = new Date(String(headers.date));
  return Number.isNaN(date.getTime()) ? undefined : date;
}
