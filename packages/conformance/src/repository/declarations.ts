/** What the fields of `order` hold, for adapters that are told so in words; a `?` is for what may be null. */
export const suiteOrderFields = {
  id: 'text',
  customer: 'text',
  slot: 'integer?',
  status: 'text',
  total: 'integer',
  weight: 'number?',
  points: 'bigint?',
  gift: 'boolean?',
  note: 'text?',
  placedAt: 'date?',
  tags: 'json?',
  version: 'integer',
  createdAt: 'date',
  updatedAt: 'date',
  createdBy: 'text?',
  updatedBy: 'text?',
  deletedAt: 'date?',
} as const;

/** The fields of `order` that a repository keeps by itself, each by what it is for. */
export const suiteOrderRoles = {
  version: 'version',
  createdAt: 'createdAt',
  updatedAt: 'updatedAt',
  createdBy: 'createdBy',
  updatedBy: 'updatedBy',
  deletedAt: 'deletedAt',
} as const;

/** The same for `item`. */
export const suiteItemFields = {
  id: 'text',
  sku: 'text',
  count: 'integer',
  label: 'text?',
  schema: 'integer',
} as const;

/** What an item of the first version of its schema is in the second. */
export function upgradeSuiteItem(old: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { ...old, label: `${String(old['sku'])}!` };
}
