import { map, type AsyncResult, type IoOptions, type JobRun } from '@infra/core';

// A template: copy it, and change what does not fit.

export interface Notification {
  /** Who is told. */
  readonly to: string;
  readonly title: string;
  readonly text: string;
}

/**
 * What this processor needs of whatever sends notifications. It is declared here because a handler is to ask for no more than it uses: any
 * notifier that can do this will do, and a test needs only this.
 */
export interface Notifier {
  /** `onceKey` is the same for the same notification: a provider that can tells by it that it has sent it before. */
  notify(notification: Notification, options: IoOptions & { readonly onceKey: string }): AsyncResult<{ id: string }>;
}

/** Its entry in the job map of a queue: `'notification.send': SendNotificationJob`. */
export interface SendNotificationJob {
  readonly payload: Notification;
  readonly result: { readonly notificationId: string };
}

/**
 * Sends one notification. What the notifier says decides: a permanent failure (`validation`, `not_found`, …) makes the job a dead letter
 * at once, any other is tried again after the back-off.
 *
 * @example queue.process({ 'notification.send': sendNotification(notifier) }, { concurrency: 20 });
 */
export function sendNotification(notifier: Notifier) {
  return async (notification: Notification, run: JobRun): AsyncResult<SendNotificationJob['result']> => {
    // A job may run twice, and keeps its id.
    const sent = await notifier.notify(notification, { onceKey: run.id, signal: run.signal });
    return map(sent, ({ id }) => ({ notificationId: id }));
  };
}
