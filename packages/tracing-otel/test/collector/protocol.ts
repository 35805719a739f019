import type { IncomingHttpHeaders } from 'node:http';

/** How the collector answers from now on. */
export type Behaviour =
  | { readonly kind: 'accept' }
  /** It takes the request and never answers. */
  | { readonly kind: 'hang' }
  /** It takes the next request and ends its process. */
  | { readonly kind: 'die' }
  | { readonly kind: 'refuse'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** It takes the request, but says that it refused that many spans of it. */
  | { readonly kind: 'reject'; readonly spans: number };

export interface CollectorSettings {
  /** 0 for any. */
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/** A request that was accepted, decoded: field names as in the .proto files, bytes in base64. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly request: unknown;
}
