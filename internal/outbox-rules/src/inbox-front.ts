import type { InboxStore } from '@infra/core';
import type { OpenTransaction } from '@internal/transaction-rules';
import { storedNameProblem } from './checks.js';
import type { InboxDriver } from './driver.js';
import { ageProblem, Performer, type StoreParts } from './parts.js';

/** The port over a driver: checks all input, so that every provider refuses the same things in the same words. */
export function createInboxFront<Open extends OpenTransaction>(
  driver: InboxDriver<Open>,
  parts: StoreParts<Open>,
): InboxStore {
  const performer = new Performer('inbox', parts);
  return {
    provider: parts.provider,
    accept: (consumer, messageId, options) =>
      performer.runIn(
        'accept',
        options,
        storedNameProblem('consumer', consumer) ?? storedNameProblem('message id', messageId),
        (statement) => driver.accept(consumer, messageId, statement),
      ),
    clean: (olderThanMs, options = {}) =>
      performer.run('clean', options, ageProblem(olderThanMs), (signal) => driver.clean(olderThanMs, signal)),
  };
}
