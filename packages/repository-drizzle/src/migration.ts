/** A migration, as drizzle-kit has made it. */
export interface Migration {
  readonly name: string;
  /** By which migrations are told apart and ordered, in milliseconds since 1970. */
  readonly madeAt: number;
  /** Of its text. */
  readonly hash: string;
  readonly statements: readonly string[];
}
