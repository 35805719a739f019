import { err, type AsyncResult, type InfraError, type IoOptions } from '@infra/core';
import type { StorageDriver } from './driver.js';

/** Why an operation does not even begin: bad input, a closed storage, an aborted signal. Undefined where nothing speaks against it. */
export function refusal(
  driver: StorageDriver,
  operation: string,
  options: IoOptions | undefined,
  problem: string | undefined,
): InfraError | undefined {
  const { errors, isClosed } = driver;
  if (problem !== undefined) return errors.invalid(operation, problem);
  if (isClosed) return errors.closed(operation);
  return options?.signal?.aborted === true ? errors.cancelled(operation) : undefined;
}

/** Runs an operation where nothing speaks against it. The last net as well: what a driver or a stream throws becomes a Result. */
export async function guarded<T>(
  driver: StorageDriver,
  operation: string,
  options: IoOptions | undefined,
  problem: string | undefined,
  work: () => AsyncResult<T>,
): AsyncResult<T> {
  const refused = refusal(driver, operation, options, problem);
  if (refused !== undefined) return err(refused);
  try {
    return await work();
  } catch (cause) {
    return err(driver.errors.unexpected(operation, cause));
  }
}
