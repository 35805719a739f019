import { randomUUID } from 'node:crypto';

/**
 * A UUIDv7: 48 bits of time, so that ids sort by when they were made (to the millisecond), then 74 random ones.
 * The random part is that of `randomUUID`, which draws from the system in bulk. https://www.rfc-editor.org/rfc/rfc9562#section-5.7
 *
 * @param now when it is made, in milliseconds since 1970
 */
export function uuidv7(now: number): string {
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  // `xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx`: what follows the version is random, but for the variant, which both versions have.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
