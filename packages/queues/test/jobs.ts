import type { JobType } from '@infra/core';

/** Jobs of two queues, with one name in both. */
export interface EmailJobs {
  readonly 'mail.send': { readonly payload: { readonly to: string }; readonly result: string };
  readonly 'mail.digest': { readonly payload: number; readonly result: void };
}

export interface ImageJobs {
  readonly 'image.resize': { readonly payload: { readonly width: number }; readonly result: Uint8Array };
}

/** One kind, for whatever does not depend on it. */
export interface Work {
  readonly work: JobType;
}
