import { packPublished, type Tarballs } from './tarballs.js';

/** What the gates of one run share. */
export interface GateContext {
  readonly root: string;
  /** Narrows a gate down to what contains this text: a test file, a package, a README. */
  readonly filter: string | undefined;
  /** The packed packages; packed when the first gate asks. */
  tarballs(): Promise<Tarballs>;
  dispose(): Promise<void>;
}

export function createGateContext(root: string, filter?: string): GateContext {
  let packed: Promise<Tarballs> | undefined;
  return {
    root,
    filter,
    tarballs: () => (packed ??= packPublished(root)),
    dispose: async () => {
      // A failure to pack has been told by the gate that asked.
      const tarballs = await packed?.catch(() => undefined);
      tarballs?.dispose();
    },
  };
}

export function matches(context: GateContext, candidate: string): boolean {
  return context.filter === undefined || candidate.includes(context.filter);
}
