import type { Clock, ContextCarrier } from '@infra/core';
import { systemClock } from '@internal/clock';
import { uuidv7 } from '@internal/ids';
import type { Middleware } from './handler.js';
import { withHeaders } from './responses.js';

/** Ids as people make them, and nothing that could forge a log line, a header or a label. */
const WELL_FORMED = /^[A-Za-z0-9._:@/+=-]{1,128}$/;

export interface CorrelationOptions {
  /** The header that is read and echoed. Default: `x-request-id`. */
  readonly header?: string | undefined;
  /** The key in the context. Default: `correlationId`, where loggers and outgoing calls look for it. */
  readonly contextKey?: string | undefined;
  /** Default: the time of this machine. */
  readonly clock?: Clock | undefined;
}

/** The id that a caller sent, if it may be one: 1 to 128 letters, digits and `. _ : @ / + = -`. */
export function parseRequestId(value: string | null | undefined): string | undefined {
  return typeof value === 'string' && WELL_FORMED.test(value) ? value : undefined;
}

/**
 * Runs the request with a correlation id in its context: the caller's where it is well-formed, else a new UUIDv7. The response
 * echoes it.
 */
export function correlation(carrier: ContextCarrier, options: CorrelationOptions = {}): Middleware {
  const { header = 'x-request-id', contextKey = 'correlationId', clock = systemClock } = options;
  return async (request, next) => {
    const id = parseRequestId(request.headers.get(header)) ?? uuidv7(clock.now().getTime());
    const response = await carrier.run({ ...carrier.capture(), [contextKey]: id }, () => next(request));
    return withHeaders(response, { [header]: id });
  };
}
