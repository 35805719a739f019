import type { Logger, PortSpec } from '@infra/core';
import { definePort } from '../define-port.js';

/** Writing a line is synchronous and cannot fail: only `flush` is an operation. */
export const loggerSpec: PortSpec<Logger> = definePort<Logger>('logger', {
  flush: { optionsAt: 0, idempotent: true },
  child: 'child',
});
