interface Asking {
  callers: number;
  /** The ids that were loaded for them: a few, for they are notations of one. */
  readonly loaded: Set<unknown>;
}

/**
 * For which ids loads run whose callers share a key: that one of them has no entity says nothing about another that is written differently.
 */
export class Asked {
  private readonly byKey = new Map<string, Asking>();

  enter(key: string): Asking {
    const asking = this.byKey.get(key) ?? { callers: 0, loaded: new Set() };
    asking.callers += 1;
    this.byKey.set(key, asking);
    return asking;
  }

  leave(key: string, asking: Asking): void {
    asking.callers -= 1;
    if (asking.callers === 0) this.byKey.delete(key);
  }
}
