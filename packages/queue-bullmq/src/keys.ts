import { namespacePath } from '@internal/names';

/** BullMQ's prefix: all keys of a queue have the same hash tag, so that its scripts work in a Redis Cluster. */
export function prefixOf(namespace: string, name: string): string {
  const tag = `${namespacePath('', namespace)}${name}`.replaceAll(
    /[{}]/g,
    (brace) => `%${brace.charCodeAt(0).toString(16)}`,
  );
  return `{${tag}}`;
}

/** A name in a key of BullMQ's, which takes colons apart. */
export function escapeColons(name: string): string {
  return name.replaceAll(/[%:]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

export function unescapeColons(name: string): string {
  return name.replaceAll(/%(25|3a)/g, (_, code: string) => (code === '3a' ? ':' : '%'));
}

/** A dedupeId belongs to its name. */
export function dedupeKey(name: string, dedupeId: string): string {
  return `${escapeColons(name)}:${escapeColons(dedupeId)}`;
}
