import { HEAD_BYTES, type ContentCheck } from './content-check.js';
import type { StorageErrors } from './errors.js';

/** Holds a body back until its first bytes have been looked at. */
export interface HeadGate {
  /** The chunks that may pass now. Throws where the content is refused. */
  push(chunk: Uint8Array): Promise<readonly Uint8Array[]>;
  end(): Promise<readonly Uint8Array[]>;
}

export function createHeadGate(check: ContentCheck, errors: StorageErrors): HeadGate {
  let held: Uint8Array[] = [];
  let bytes = 0;
  let isOpen = false;

  async function release(): Promise<readonly Uint8Array[]> {
    isOpen = true;
    const problem = await check(Buffer.concat(held, Math.min(bytes, HEAD_BYTES)));
    if (problem !== undefined) throw errors.invalid('put', problem);
    const chunks = held;
    held = [];
    return chunks;
  }

  return {
    async push(chunk) {
      if (isOpen) return [chunk];
      held.push(chunk);
      bytes += chunk.byteLength;
      return bytes < HEAD_BYTES ? [] : release();
    },
    end: async () => (isOpen ? [] : release()),
  };
}
