import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type { Clock, ObjectPolicy, OnError } from '@infra/core';

export interface S3StorageOptions {
  /** The bucket that the storage works on. It need not exist yet. */
  readonly bucket: string;
  /** Such as `eu-central-1`. Default: the SDK's (`AWS_REGION`, the profile), and `us-east-1` where `endpoint` is given. */
  readonly region?: string | undefined;
  /** Where a server other than Amazon's is: `https://s3.example.com`. Default: Amazon's for the region. */
  readonly endpoint?: string | undefined;
  /** Keys, or a function that gets them. Default: the SDK's own search (environment, profile, container, instance). */
  readonly credentials?: S3ClientConfig['credentials'];
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. Default: true where `endpoint` is given. */
  readonly forcePathStyle?: boolean | undefined;
  /**
   * A client that you made and that you close, instead of the four options above and `tls`. Give it `maxAttempts: 1`: retries
   * belong to one owner, and its own would multiply with a retry layer's.
   */
  readonly client?: S3Client | undefined;
  /** The certificate of the authority that signed the server's, PEM, where the system does not know it. */
  readonly tls?: { readonly ca: string | readonly string[] } | undefined;
  /** What `put` accepts. Default: whatever S3 does. */
  readonly policy?: ObjectPolicy | undefined;
  /**
   * How long one request may take until it is answered, in milliseconds, and how long a download may pause. An upload in parts and
   * `deleteMany` are several requests. Default: 30,000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * A body larger than this is uploaded in parts of this size, in bytes: at least 5 MiB, S3's own limit. A body of known size that
   * would need more than 10,000 parts gets larger ones; one of unknown size ends there. Default: 8 MiB.
   */
  readonly partBytes?: number | undefined;
  /** How many parts of a body are under way at a time. A stream takes about `(concurrency + 1) * partBytes` of memory. Default: 4. */
  readonly concurrency?: number | undefined;
  /**
   * Where public objects are read, such as `https://cdn.example.com`; `{bucket}` in it stands for the bucket's name, and without it it
   * is for `bucket` only. Default: S3's own address, as far as it follows from `endpoint` or `region`.
   */
  readonly publicBaseUrl?: string | undefined;
  /** Default: the system's. */
  readonly clock?: Clock | undefined;
  /** Told of parts of a failed upload that could not be removed. Default: nobody. */
  readonly onError?: OnError | undefined;
}
