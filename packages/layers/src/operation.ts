import type { AsyncResult, Call, Layer, Next } from '@infra/core';
import { withLazySignal } from '@internal/call-signal';

/** An operation of a port, of which the types are known to the compiler only. */
export type Operation = (...args: readonly unknown[]) => AsyncResult<unknown>;

/** Asks the port. The arguments are handed on as they are: spreading them once more would be a copy for nothing. */
export type Perform = (args: readonly unknown[]) => AsyncResult<unknown>;

/** An entry of a spec, as it is at run time. */
export interface OperationEntry {
  readonly optionsAt?: number | undefined;
  readonly idempotent?: boolean | ((args: readonly unknown[]) => boolean);
  readonly callback?: boolean;
}

/** What a call is about, for every call of the operation. */
export interface OperationName {
  readonly port: string;
  readonly provider: string;
  readonly operation: string;
}

/** Puts the layers around one operation, the first of them outermost. */
export function decorateOperation(
  { port, provider, operation }: OperationName,
  perform: Perform,
  entry: OperationEntry,
  layers: readonly Layer[],
  neverAborted: AbortSignal,
): Operation {
  const { optionsAt, idempotent = false } = entry;
  const callback = entry.callback === true;
  const adapter: Next = (call) => perform(argumentsFor(call, optionsAt, neverAborted));
  const chain = layers.reduceRight<Next>((next, layer) => layer(next), adapter);
  return (...args) =>
    chain({
      port,
      provider,
      operation,
      idempotent: typeof idempotent === 'function' ? isRepeatable(idempotent, args) : idempotent,
      callback,
      args,
      signal: signalOf(args, optionsAt) ?? neverAborted,
    });
}

/** A predicate is given whatever the caller passed: where that breaks it, the adapter is to judge it, and once only. */
function isRepeatable(idempotent: (args: readonly unknown[]) => boolean, args: readonly unknown[]): boolean {
  try {
    return idempotent(args);
  } catch {
    return false;
  }
}

function signalOf(args: readonly unknown[], optionsAt: number | undefined): AbortSignal | undefined {
  if (optionsAt === undefined) return undefined;
  const options = args[optionsAt];
  if (typeof options !== 'object' || options === null || !('signal' in options)) return undefined;
  return options.signal instanceof AbortSignal ? options.signal : undefined;
}

/** The arguments for the adapter: the caller's own, with the layers' signal where they put in another. */
function argumentsFor(call: Call, optionsAt: number | undefined, neverAborted: AbortSignal): readonly unknown[] {
  const { args } = call;
  if (optionsAt === undefined) return args;
  const isLazy = call.isSignalLazy === true;
  if (!isLazy && call.signal === (signalOf(args, optionsAt) ?? neverAborted)) return args;
  const options = args[optionsAt] ?? undefined;
  // Options of another type are the adapter's to refuse.
  if (options !== undefined && typeof options !== 'object') return args;
  const { signal: _callers, ...others }: { readonly signal?: unknown } = options ?? {};
  const changed = [...args];
  while (changed.length < optionsAt) changed.push(undefined);
  changed[optionsAt] = isLazy ? withLazySignal(others, call) : { ...others, signal: call.signal };
  return changed;
}
