/** A small change that a gate exists to refuse. */
export interface Mutation {
  /** What was done, as a sentence without its subject. */
  readonly name: string;
  /** Relative to the root. */
  readonly file: string;
  /** The file afterwards; undefined deletes it. Gets '' for a file that does not exist. */
  readonly edit: (text: string) => string | undefined;
  /** The step of `pnpm check` that must turn red. */
  readonly gate: string;
  /** Narrows the gate down to what was changed, to save time. */
  readonly filter?: string;
  /** What the gate finds in its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What its output must say. */
  readonly expects: RegExp;
}

export type Edit = Mutation['edit'];

/** An edit that no longer fits its file would prove nothing: it throws. */
export function replace(pattern: RegExp | string, replacement: string): Edit {
  return (text) => {
    const changed = text.replace(pattern, () => replacement);
    if (changed === text) throw new Error(`the mutation no longer fits: ${String(pattern)} is not to be found`);
    return changed;
  };
}

export function append(addition: string): Edit {
  return (text) => `${text}\n${addition}\n`;
}

export function create(content: string): Edit {
  return () => `${content}\n`;
}

export function remove(): Edit {
  return () => undefined;
}

/** Sets, or with undefined drops, a field of a JSON file; the path is separated by spaces. */
export function json(path: string, value: unknown): Edit {
  return (text) => {
    const keys = path.split(' ');
    const set = (node: unknown, [key = '', ...rest]: readonly string[]): unknown => {
      const old = Object.entries(typeof node === 'object' && node !== null ? node : {});
      const entries = new Map<string, unknown>(old);
      if (rest.length > 0) entries.set(key, set(entries.get(key), rest));
      else if (value === undefined) entries.delete(key);
      else entries.set(key, value);
      return Object.fromEntries(entries);
    };
    return `${JSON.stringify(set(JSON.parse(text), keys), null, 2)}\n`;
  };
}

/** Makes the case of a conformance suite that has this name promise nothing. */
export function emptyCase(name: string): Edit {
  return (text) => {
    const start = text.indexOf(`name: '${name}'`);
    const next = text.indexOf(`name: '`, start + 1);
    const end = next < 0 ? text.length : next;
    // Its own `run`, as a property or as a method, and not that of the case after it.
    const own = text.slice(start, end).replace(/(async )?\brun(: |\()/, 'run: () => Promise.resolve(), $1instead$2');
    if (start < 0 || own === text.slice(start, end)) {
      throw new Error(`the mutation no longer fits: there is no case '${name}'`);
    }
    return text.slice(0, start) + own + text.slice(end);
  };
}
