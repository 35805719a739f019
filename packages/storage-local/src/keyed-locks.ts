/** Runs work on one name after the other, and on different names at once. */
export type KeyedLocks = <T>(names: readonly string[], work: () => Promise<T>) => Promise<T>;

export function createKeyedLocks(): KeyedLocks {
  const tails = new Map<string, Promise<void>>();

  async function locked<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = tails.get(name);
    let release = (): void => {};
    const tail = new Promise<void>((resolve) => (release = resolve));
    tails.set(name, tail);
    await before;
    try {
      return await work();
    } finally {
      release();
      if (tails.get(name) === tail) tails.delete(name);
    }
  }

  function all<T>(names: readonly string[], work: () => Promise<T>): Promise<T> {
    const [first, ...rest] = names;
    return first === undefined ? work() : locked(first, () => all(rest, work));
  }

  // In one order for everybody, or two moves in opposite directions would wait for each other.
  return (names, work) => all([...new Set(names)].sort(), work);
}
