const ignore = (): void => {};

/** By its shape: a copy of `readable-stream` is one as well. */
export function isNodeStream(
  value: object,
): value is { destroy(): unknown; on(event: 'error', listener: (cause: unknown) => void): unknown } {
  return 'pipe' in value && 'on' in value && 'destroy' in value && typeof value.destroy === 'function';
}

/**
 * Tells whoever makes the chunks that nobody reads on. Does not wait, and never fails.
 * A generator that waits for something hears of `return` only afterwards; a Node stream can be told at once.
 */
export function closeIterable(iterable: AsyncIterable<unknown>, iterator: AsyncIterator<unknown>): void {
  try {
    if (isNodeStream(iterable)) iterable.destroy();
    Promise.resolve(iterator.return?.()).then(ignore, ignore);
  } catch {
    // An iterator of the caller's that throws at its end changes nothing: the operation has its outcome.
  }
}
