import type { FieldShape } from './shape.js';

export type Order = 'lt' | 'lte' | 'gt' | 'gte';
export type TextMatch = 'contains' | 'startsWith' | 'endsWith';

/** What one field must be, or must not be. */
export type Test =
  | { readonly test: 'null' }
  | { readonly test: 'eq'; readonly value: unknown; readonly ignoreCase: boolean }
  /** Equal to one of them, none of which is `null`, or `null`. */
  | { readonly test: 'in'; readonly values: readonly unknown[]; readonly orNull: boolean; readonly ignoreCase: boolean }
  | { readonly test: Order; readonly value: unknown }
  | { readonly test: TextMatch; readonly value: string; readonly ignoreCase: boolean };

export type FieldTest = Test & { readonly field: FieldShape; readonly isNegated: boolean };

/** A specification that was checked, with every `not` moved to the field that it is about: what is left is `and`, `or` and tests. */
export type Predicate = { readonly all: readonly Predicate[] } | { readonly any: readonly Predicate[] } | FieldTest;

export const EVERYTHING: Predicate = { all: [] };
