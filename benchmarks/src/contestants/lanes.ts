/**
 * Runs `passes × opsPerPass` operations, `lanes` at a time: each lane starts its next one when its last one is done, as
 * the requests of a server do.
 */
export function inLanes(
  lanes: number,
  opsPerPass: number,
  operation: (index: number) => Promise<unknown>,
): (passes: number) => Promise<void> {
  return async (passes) => {
    const end = passes * opsPerPass;
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < end) {
        const index = next;
        next += 1;
        await operation(index);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
  };
}
