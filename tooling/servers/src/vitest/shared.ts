/** What the projects of a run share of a server. */
export interface SharedServer {
  readonly url: string;
  readonly description: string;
  close(): Promise<void>;
}

interface Entry {
  users: number;
  readonly server: Promise<SharedServer>;
}

const KEY: unique symbol = Symbol.for('@tooling/servers/shared');

// On the global object, because each vitest project loads this module anew within the one process.
const holder: typeof globalThis & { [KEY]?: Map<string, Entry> } = globalThis;

/**
 * Gives the server called `name`, started by the first who asks. `release` ends it once everybody has released it;
 * idempotent for each user. A start that failed is tried again by the next who asks.
 */
export async function share(
  name: string,
  start: () => Promise<SharedServer>,
): Promise<{ readonly url: string; readonly release: () => Promise<void> }> {
  const entries = (holder[KEY] ??= new Map<string, Entry>());
  const entry = entries.get(name) ?? { users: 0, server: start() };
  entries.set(name, entry);
  entry.users += 1;
  let released = false;
  const release = async (): Promise<void> => {
    if (released) return;
    released = true;
    entry.users -= 1;
    if (entry.users > 0) return;
    if (entries.get(name) === entry) entries.delete(name);
    await (await entry.server).close();
  };
  try {
    return { url: (await entry.server).url, release };
  } catch (error) {
    released = true;
    entry.users -= 1;
    if (entries.get(name) === entry) entries.delete(name);
    throw error;
  }
}
