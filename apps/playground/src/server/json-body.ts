import type { Context } from 'hono';
import type { z } from 'zod';
import { problem } from './problems.js';

/** No request needs more, in bytes. */
export const LARGEST_BODY = 64 * 1024;

/**
 * The body, checked; else the answer that says what is wrong with it. Requires a JSON content type even of those who
 * send nothing: a form of another site cannot send it.
 */
export async function jsonBody<T>(
  context: Context,
  schema: z.ZodType<T>,
): Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly response: Response }> {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    const response = problem(415, `Send application/json, not ${type ?? 'a body without a content type'}`);
    return { ok: false, response };
  }
  const text = await context.req.text();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { ok: false, response: problem(400, 'The body is no JSON') };
  }
  const checked = schema.safeParse(parsed);
  if (checked.success) return { ok: true, value: checked.data };
  const errors = checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return { ok: false, response: problem(422, errors.map(({ message }) => message).join('; '), errors) };
}
