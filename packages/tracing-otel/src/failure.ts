import { isInfraError } from '@infra/core';
import { redactText } from '@internal/redaction';

/** A message is for people, who read a line and not a page. */
const MESSAGE_LENGTH = 1_024;

export interface Failure {
  /** The code of an `InfraError`, else the name of the error. */
  readonly type: string;
  /** Passwords in URLs censored. */
  readonly message: string;
}

/** What is told of something thrown: never details, cause or stack. Whatever it is, there is an answer. */
export function failureOf(thrown: unknown): Failure {
  try {
    const { type, message } = describe(thrown);
    return { type, message: redactText(message, '[redacted]', MESSAGE_LENGTH) };
  } catch {
    return { type: 'internal', message: 'something that cannot be read' };
  }
}

function describe(thrown: unknown): Failure {
  if (isInfraError(thrown)) return { type: thrown.code, message: thrown.message };
  if (thrown instanceof Error) return { type: thrown.name, message: thrown.message };
  return { type: 'internal', message: typeof thrown === 'string' ? thrown : `a thrown ${typeof thrown}` };
}
