import { err, InfraError, ok, type AsyncResult } from '@infra/core';
import type { Email, EmailSender } from '../processors/send-email.js';
import type { Notification, Notifier } from '../processors/send-notification.js';

/** As many are remembered of each kind. */
const REMEMBERED = 5_000;

/** A notifier and an e-mail sender that keep what they were given, for people and tests to look at. Nothing leaves this process. */
export class Mailbox implements Notifier, EmailSender {
  readonly #notifications = new Map<string, Notification>();
  readonly #emails = new Map<string, Email>();

  /** Those that were accepted, each once. */
  get notifications(): readonly Notification[] {
    return [...this.#notifications.values()];
  }

  get emails(): readonly Email[] {
    return [...this.#emails.values()];
  }

  /** Knows everybody but `nobody`, and sends what has the same `onceKey` once. */
  async notify(
    notification: Notification,
    { onceKey, signal }: { readonly onceKey: string; readonly signal?: AbortSignal | undefined },
  ): AsyncResult<{ readonly id: string }> {
    if (signal?.aborted === true) return err(refusal('cancelled', 'notify', 'It was given up before it was sent.'));
    if (notification.to === 'nobody') return err(refusal('not_found', 'notify', 'There is nobody of this name.'));
    remember(this.#notifications, onceKey, notification);
    return ok({ id: `n-${onceKey}` });
  }

  async send(
    email: Email,
    { onceKey, signal }: { readonly onceKey: string; readonly signal?: AbortSignal | undefined },
  ): AsyncResult<{ readonly messageId: string }> {
    if (signal?.aborted === true) return err(refusal('cancelled', 'send', 'It was given up before it was sent.'));
    remember(this.#emails, onceKey, email);
    return ok({ messageId: `m-${onceKey}` });
  }
}

function remember<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > REMEMBERED && oldest !== undefined) kept.delete(oldest);
}

function refusal(code: 'cancelled' | 'not_found', operation: string, message: string): InfraError {
  return new InfraError({ code, message, provider: 'mailbox', operation: `mailbox.${operation}` });
}
