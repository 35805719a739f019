import type { S3Credentials } from './signature.js';

/** What the process of a server is told. */
export interface S3ProcessSettings {
  readonly directory: string;
  readonly port: number;
  /** Holds by how many milliseconds the clock for presigned requests is ahead, once it is. */
  readonly clockFile: string;
  readonly credentials: S3Credentials;
  readonly region: string;
  readonly domain: string;
  /** PEM texts. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}
