import { expectOk } from '../expect-result.js';
import type { RepositoryUnderTest } from './harness.js';

/** A time of the orders below. */
export const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 1) + ms);

/** Ids whose order is none that anything else has: neither that of the customers, nor that of their making. */
const idOf = (place: number): string => `01890a5d-ac96-774b-bcce-b302099a805${String(place)}`;

/** Six orders, each of which differs from the others in whatever a query may ask for. */
export async function seed(under: RepositoryUnderTest): Promise<void> {
  await expectOk(
    under.orders.createMany([
      { id: idOf(3), customer: 'a', total: 1, note: 'Apple', gift: true, points: 1n, placedAt: at(10), weight: 0.5 },
      {
        id: idOf(5),
        customer: 'b',
        total: 2,
        note: 'apple',
        gift: false,
        points: 2n,
        placedAt: at(20),
        status: 'paid',
      },
      { id: idOf(1), customer: 'c', total: 3, note: null, gift: null, points: null, placedAt: null, tags: { a: 1 } },
      { id: idOf(6), customer: 'd', total: 4, note: '50%_\\', points: 2n ** 60n + 1n, placedAt: at(15), weight: -1 },
      { id: idOf(4), customer: 'e', total: 5, note: 'Äpfel', placedAt: at(86_400_000) },
      { id: idOf(2), customer: 'f', total: 6, note: '', tags: [] },
    ]),
    'seed',
  );
}
