import { err, InfraError, ok, type AsyncResult } from '@infra/core';
import type { Ports } from '../providers/registry.js';

/** Replays a letter with another payload, which the schema of its name judges. The letter stays. Gives the new job or event. */
export async function replayEdited(
  { queue, events }: Pick<Ports, 'queue' | 'events'>,
  kind: 'job' | 'event',
  id: string,
  payload: unknown,
): AsyncResult<{ readonly id: string }> {
  // Typed by hand: whether it fits is for the schema to say, which refuses what does not.
  const data = payload as never;
  if (kind === 'job') {
    const letter = await queue.deadLetters.get(id);
    if (!letter.ok) return letter;
    if (letter.value === undefined) return err(noLetter(id, 'queue'));
    return queue.deadLetters.replayAs({ id, name: letter.value.name }, data);
  }
  const letter = await events.deadLetters.get(id);
  if (!letter.ok) return letter;
  if (letter.value === undefined) return err(noLetter(id, 'events'));
  const replayed = await events.deadLetters.replayAs({ id, type: letter.value.type }, data);
  return replayed.ok ? ok({ id: replayed.value.id }) : replayed;
}

function noLetter(id: string, port: 'queue' | 'events'): InfraError {
  const message = `There is no dead letter ${id}`;
  return new InfraError({
    code: 'not_found',
    message,
    provider: 'playground',
    operation: `${port}.deadLetters.replayAs`,
  });
}
