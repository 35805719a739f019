import {
  err,
  InfraError,
  ok,
  unwrapOr,
  type AsyncResult,
  type InfraErrorCode,
  type IoOptions,
  type Layer,
} from '@infra/core';
import { decorate, definePort } from '@infra/layers';

/** A port whose calls end as they are told. */
export interface Shop {
  readonly provider: string;
  order(ending: 'ok' | 'throw' | InfraErrorCode, options?: IoOptions): AsyncResult<string>;
  visit(work: () => AsyncResult<string>): AsyncResult<string>;
}

const shopSpec = definePort<Shop>('shop', {
  order: { optionsAt: 1, idempotent: true },
  visit: { callback: true },
});

export const SECRET = 'a secret in a message';

export function failure(code: InfraErrorCode): InfraError {
  return new InfraError({ code, message: SECRET, provider: 'corner', operation: 'shop.order' });
}

export function createShop(layers: readonly Layer[], before: () => unknown = () => undefined): Shop {
  const shop: Shop = {
    provider: 'corner',
    async order(ending) {
      await before();
      if (ending === 'throw') throw new RangeError(SECRET);
      return ending === 'ok' ? ok('done') : err(failure(ending));
    },
    visit: (work) => work(),
  };
  return decorate(shop, shopSpec, ...layers);
}

/** Waits for a call of which only the traces matter. */
export async function finished(result: AsyncResult<unknown>): Promise<void> {
  unwrapOr(await result, undefined);
}
