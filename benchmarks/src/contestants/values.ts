/** A plain object whose JSON has 250 bytes: a typical cached row. */
export const VALUE = {
  id: '0190e4a2-7b1c-7f0e-9d52-3b7a1c9e4f10',
  name: 'Ada Lovelace',
  email: 'ada@example.org',
  active: true,
  score: 42,
  roles: ['admin', 'editor'],
  address: { street: '7 Hill St', city: 'London', zip: 'SW1Y 4JH' },
  createdAt: '2026-01-01T10:00:00.000Z',
} as const;

/** The same with something JSON does not know and freezing does not protect: every reader needs a copy. */
export const DATED = { ...VALUE, createdAt: new Date(VALUE.createdAt) } as const;

export const HOUR_MS = 3_600_000;

/** A thousand distinct keys, so that no contestant lives off its last answer. */
export const KEYS: readonly string[] = Array.from({ length: 1_000 }, (_, index) => `user:${String(index)}`);

export const KEY = 'user:7';
