import { InfraError, type InfraErrorCode } from '@infra/core';
import { createQueueErrors, type QueueErrors } from '@internal/queue-rules';
import { createRedisFailures, PROVIDER, type RedisFailures } from '@internal/redis';

export { PROVIDER };

/** Failures that every queue has alike. */
export const errors: QueueErrors = createQueueErrors(PROVIDER);

const redis = createRedisFailures('queue', errors);

/** What BullMQ's scripts answer, by the words of its messages. */
const ANSWERS: readonly (readonly [RegExp, InfraErrorCode, string])[] = [
  [/Missing key for job|Missing key for parent/, 'not_found', 'The job is gone: it was removed meanwhile.'],
  [/Missing lock|Lock mismatch/, 'conflict', 'Another worker has the job by now: this run took longer than its lease.'],
  [/belongs to a job scheduler/, 'conflict', 'It is the next one of a schedule: remove that.'],
  [/is not in the \w+ state|could not be removed/, 'conflict', 'The job has moved on meanwhile.'],
  [/job ID already exists|Scheduler.*slots/i, 'conflict', 'The schedule’s job runs right now: set it again later.'],
];

/** Failures of Redis and of BullMQ, by the one table. */
export const failures: RedisFailures = {
  ...redis,
  fromRedis(operation, cause) {
    const text = cause instanceof Error ? cause.message : '';
    const answer = ANSWERS.find(([words]) => words.test(text));
    if (answer === undefined) return redis.fromRedis(operation, cause);
    const [, code, advice] = answer;
    const message = `BullMQ: ${text} ${advice}`;
    return new InfraError({ code, message, provider: PROVIDER, operation: `queue.${operation}`, cause });
  },
};
