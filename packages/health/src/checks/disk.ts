import { statfs } from 'node:fs/promises';
import { err, InfraError, ok } from '@infra/core';
import type { Check, CheckOptions } from '../check.js';
import { numberOption } from '../options.js';

export interface DiskCheckOptions extends CheckOptions {
  /** Default: `disk`. */
  readonly name?: string | undefined;
  /** A folder of the file system to look at. */
  readonly path: string;
  /** `down` below this many bytes that this process may write. Default: 100 MiB. */
  readonly minFreeBytes?: number | undefined;
  /** `degraded` below this part of the file system, 0 to 1. Default: 0.1. */
  readonly minFreeRatio?: number | undefined;
}

/** How much this process may still write. Asks the file system, which may hang (NFS): no check for liveness. */
export function diskCheck(options: DiskCheckOptions): Check<'dependency'> {
  const { name = 'disk', path } = options;
  const minBytes = numberOption('diskCheck', 'minFreeBytes', options.minFreeBytes, 100 * 1024 * 1024, { min: 0 });
  const minRatio = numberOption('diskCheck', 'minFreeRatio', options.minFreeRatio, 0.1, { min: 0, max: 1 });
  return {
    name,
    asks: 'dependency',
    options,
    target: {
      async health() {
        try {
          const { bavail, blocks, bsize } = await statfs(path);
          const freeBytes = bavail * bsize;
          const totalBytes = blocks * bsize;
          const status = freeBytes < minBytes ? 'down' : freeBytes < totalBytes * minRatio ? 'degraded' : 'up';
          const reason = status === 'up' ? undefined : { reason: `${freeBytes} of ${totalBytes} bytes are free` };
          return ok({ status, latencyMs: 0, ...reason, details: { freeBytes, totalBytes } });
        } catch (cause) {
          // The code alone: the message has the path, which is nobody's business.
          const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
          const message = `the file system could not be asked (${code})`;
          return err(
            new InfraError({ code: 'unavailable', message, provider: 'disk', operation: 'disk.health', cause }),
          );
        }
      },
    },
  };
}
