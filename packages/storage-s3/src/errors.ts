import { InfraError, isInfraError, type InfraErrorCode } from '@infra/core';
import { createStorageErrors, type StorageErrors } from '@internal/storage-rules';

/** The name on its errors, metrics and traces. */
export const PROVIDER = 's3';

/** Failures that every storage has alike. */
export const errors: StorageErrors = createStorageErrors(PROVIDER);

/** What an operation was about, for the errors that name it. */
export interface Subject {
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
}

interface Row {
  readonly code: InfraErrorCode;
  readonly retryable: boolean;
  /** What to do about it, in a sentence. */
  readonly advice: string;
}

const row = (code: InfraErrorCode, retryable: boolean, advice: string): Row => ({ code, retryable, advice });

const CREDENTIALS = row('unauthenticated', false, 'Check the credentials.');
const INPUT = row('validation', false, 'S3 does not take this request as it is.');
const REGION = row('validation', false, 'The bucket is in another region: set region, and with it endpoint.');
const AGAIN = row('unavailable', true, 'Try again.');
const SLOWER = row('rate_limited', true, 'Send fewer requests at a time.');
const MISSING = row('unsupported', false, 'This server cannot do it.');

/** Answers of S3, by their name ("List of error codes"), and failures of the SDK before it asks. */
const NAMES: Readonly<Record<string, Row>> = {
  AccessDenied: row('forbidden', false, 'The credentials do not allow this: extend their policy, or the bucket’s.'),
  AllAccessDisabled: row('forbidden', false, 'The owner has disabled the bucket.'),
  AccountProblem: row('forbidden', false, 'Something is wrong with the account.'),
  AuthorizationHeaderMalformed: REGION,
  BadDigest: row('unavailable', true, 'The content changed on its way. Send it again.'),
  ConditionalRequestConflict: row('unavailable', true, 'Another write of the same key was under way. Try again.'),
  CredentialsProviderError: row('unauthenticated', false, 'Give credentials, or set up the SDK’s own sources of them.'),
  EntityTooLarge: row('validation', false, 'The object is larger than S3 takes.'),
  EntityTooSmall: INPUT,
  ExpiredToken: row('unauthenticated', false, 'The session token has expired: get another one.'),
  ExpiredTokenException: row('unauthenticated', false, 'The session token has expired: get another one.'),
  IllegalLocationConstraintException: REGION,
  IncompleteBody: row('unavailable', true, 'The connection was lost on the way. Send it again.'),
  InternalError: AGAIN,
  InvalidAccessKeyId: CREDENTIALS,
  InvalidObjectState: row('conflict', false, 'The object is archived: restore it first.'),
  InvalidToken: CREDENTIALS,
  KeyTooLongError: INPUT,
  MetadataTooLarge: row('validation', false, 'The metadata is larger than the 2 kB that S3 keeps, once it is encoded.'),
  MethodNotAllowed: MISSING,
  NotImplemented: MISSING,
  NoSuchUpload: row('unavailable', true, 'The upload was aborted by somebody else. Try again.'),
  OperationAborted: row('unavailable', true, 'A conflicting operation is under way. Try again.'),
  PermanentRedirect: REGION,
  PreconditionFailed: row('conflict', false, 'The object is not in the state that was expected.'),
  RequestTimeout: row('timeout', true, 'S3 waited too long for the body.'),
  RequestTimeTooSkewed: row('unauthenticated', false, 'The clock of this machine is wrong.'),
  SignatureDoesNotMatch: CREDENTIALS,
  SlowDown: SLOWER,
  ThrottlingException: SLOWER,
  TimeoutError: row('timeout', true, 'S3 did not answer in time.'),
  TooManyBuckets: row('conflict', false, 'The account has as many buckets as it may have.'),
  TooManyRequests: SLOWER,
  XAmzContentSHA256Mismatch: row('unavailable', true, 'The content changed on its way. Send it again.'),
};

/** By status, where the name says nothing: HEAD has no body to name it. */
function rowOfStatus(status: number): Row | undefined {
  if (status === 301 || status === 307) return REGION;
  if (status === 401) return CREDENTIALS;
  if (status === 403) return NAMES['AccessDenied'];
  if (status === 404) return row('not_found', false, 'Check bucket and key.');
  if (status === 405 || status === 501) return MISSING;
  if (status === 408) return NAMES['RequestTimeout'];
  if (status === 409 || status === 412) return NAMES['PreconditionFailed'];
  if (status === 429) return SLOWER;
  if (status >= 500) return AGAIN;
  return status >= 400 ? INPUT : undefined;
}

const TLS_CODE = /^(ERR_TLS_|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(VERIFY|GET_ISSUER)|ERR_SSL_)/;
const NODE_CODE = /^(ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EADDR|ERR_STREAM|HPE_)/;
const UNKNOWN = row('internal', false, 'Its cause says more.');

function rowOf(cause: unknown): Row {
  if (!(cause instanceof Error)) return UNKNOWN;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  if (TLS_CODE.test(code)) return row('unauthenticated', false, 'The server’s certificate is not trusted: set tls.ca.');
  // Before the names: the SDK calls a connection that was reset a TimeoutError.
  if (NODE_CODE.test(code) || cause.message === 'aborted' || cause.message === 'socket hang up') {
    return row('unavailable', true, 'The connection failed.');
  }
  const named = Object.hasOwn(NAMES, cause.name) ? NAMES[cause.name] : undefined;
  if (named !== undefined) return named;
  if (cause.message.startsWith('Region is missing')) return row('validation', false, 'Set region.');
  return rowOfStatus(statusOf(cause) ?? 0) ?? UNKNOWN;
}

/** The HTTP status of an answer that the SDK made an error of. */
export function statusOf(cause: unknown): number | undefined {
  const metadata: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, '$metadata') : undefined;
  const status: unknown =
    typeof metadata === 'object' && metadata !== null ? Reflect.get(metadata, 'httpStatusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

/** The one table: whatever S3, the SDK or the network throws, as an `InfraError`. */
export function fromS3(operation: string, cause: unknown, { bucket, key }: Subject = {}): InfraError {
  if (isInfraError(cause)) return cause;
  const name = cause instanceof Error ? cause.name : '';
  if (bucket !== undefined) {
    if (name === 'NoSuchBucket') return errors.noBucket(operation, bucket);
    if (name.startsWith('BucketAlready')) return errors.bucketExists(operation, bucket);
    if (name === 'BucketNotEmpty') return errors.bucketNotEmpty(operation, bucket);
  }
  if (key !== undefined) {
    if (name === 'NoSuchKey') return errors.noObject(operation, key);
    if (name === 'PreconditionFailed') return errors.objectExists(operation, key);
  }
  const { code, retryable, advice } = rowOf(cause);
  const reason = cause instanceof Error ? cause.message || cause.name : typeof cause;
  return new InfraError({
    code,
    retryable,
    message: `S3: ${name === 'Error' || name === '' ? '' : `${name}: `}${reason.replace(/\.$/, '')}. ${advice}`,
    provider: PROVIDER,
    operation: `storage.${operation}`,
    retryAfterMs: retryAfterMs(cause),
    cause: withoutSecrets(cause),
  });
}

export function timedOut(operation: string, timeoutMs: number): InfraError {
  return new InfraError({
    code: 'timeout',
    message: `S3 did not answer within ${String(timeoutMs)} ms. Raise timeoutMs where requests take longer.`,
    provider: PROVIDER,
    operation: `storage.${operation}`,
  });
}

function retryAfterMs(cause: unknown): number | undefined {
  const response: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, '$response') : undefined;
  const headers: unknown =
    typeof response === 'object' && response !== null ? Reflect.get(response, 'headers') : undefined;
  const header: unknown =
    typeof headers === 'object' && headers !== null ? Reflect.get(headers, 'retry-after') : undefined;
  if (typeof header !== 'string' || header === '') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

/** What the SDK copies from an answer into its error: signatures and key ids. */
const SECRETS: ReadonlySet<string> = new Set([
  ...['AWSAccessKeyId', 'SignatureProvided', 'StringToSign', 'StringToSignBytes', 'CanonicalRequest'],
  'CanonicalRequestBytes',
]);

/**
 * An answer's error holds the response, with it the request, and with it the signature: as a property that cannot be deleted.
 * So the cause is a copy without it.
 */
function withoutSecrets(cause: unknown): unknown {
  if (!(cause instanceof Error) || !('$metadata' in cause)) return cause;
  const copy = new Error(cause.message, cause.cause === undefined ? undefined : { cause: cause.cause });
  const { name, stack } = cause;
  const told = Object.entries(cause).filter(([field]) => !SECRETS.has(field));
  return Object.assign(copy, Object.fromEntries(told), { name, stack });
}
