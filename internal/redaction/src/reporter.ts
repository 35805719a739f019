/** Tells somebody of an error, and never throws. */
export type Reporter<E> = (error: E) => void;

/** Guards `onError`: one that throws is ignored, and one that logs to the very logger that reports does not go round. */
export function createReporter<E>(onError: ((error: E) => void) | undefined): Reporter<E> {
  let reporting = false;
  return (error) => {
    if (reporting || onError === undefined) return;
    reporting = true;
    try {
      onError(error);
    } catch {
      // There is nobody left to tell.
    } finally {
      reporting = false;
    }
  };
}
