import { err, InfraError, type AsyncResult } from '@infra/core';

/** A `close` that succeeds the first time only. */
export function closeOnce(close: () => AsyncResult<void>): () => AsyncResult<void> {
  let isClosed = false;
  return async () => {
    if (isClosed) return err(new InfraError({ code: 'conflict', message: 'closed', provider: 'x', operation: 'y' }));
    isClosed = true;
    return close();
  };
}
