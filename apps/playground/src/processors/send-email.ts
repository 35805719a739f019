import { map, unwrapOr, type AsyncResult, type IoOptions, type JobRun } from '@infra/core';

// A template: copy it, and change what does not fit.

export interface Email {
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/**
 * What this processor needs of whatever sends e-mail. It is declared here because a handler is to ask for no more than it uses: any sender
 * that can do this will do, and a test needs only this.
 */
export interface EmailSender {
  /** `onceKey` is the same for the same e-mail: a provider that can tells by it that it has sent it before. */
  send(email: Email, options: IoOptions & { readonly onceKey: string }): AsyncResult<{ readonly messageId: string }>;
}

/** Its entry in the job map of a queue: `'email.send': SendEmailJob`. */
export interface SendEmailJob {
  readonly payload: Email;
  readonly result: { readonly messageId: string };
}

/**
 * Sends one e-mail, and keeps with the job what it was sent as: whoever is asked where a mail is finds it there.
 *
 * @example queue.process({ 'email.send': sendEmail(sender) }, { concurrency: 5, rateLimit: { max: 100, perMs: 1_000 } });
 */
export function sendEmail(sender: EmailSender) {
  return async (email: Email, run: JobRun): AsyncResult<SendEmailJob['result']> => {
    const sent = await sender.send(email, { onceKey: run.id, signal: run.signal });
    // The mail has left: a line that cannot be kept is no reason to send it again.
    if (sent.ok) {
      const line = `sent as ${sent.value.messageId}, attempt ${run.attempt} of ${run.attempts}`;
      unwrapOr(await run.log(line), undefined);
    }
    return map(sent, ({ messageId }) => ({ messageId }));
  };
}
