/** The parameters of a statement, while its text is written. */
export class Parameters {
  readonly values: unknown[] = [];

  /** Takes a value as the driver wants it, and gives its place in the text. */
  add(value: unknown): string {
    return `$${String(this.values.push(value))}`;
  }
}
