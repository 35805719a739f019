import type { S3StorageOptions } from '@infra/storage-s3';

/** Where an S3 server is and how to get in. Holds secrets: not for printing. */
export type S3Connection = Pick<S3StorageOptions, 'endpoint' | 'region' | 'bucket' | 'credentials'>;

/** Somebody's own S3, of what the environment says; `undefined`: it says nothing. Throws where it says half of it. */
export function s3ConnectionIn(env: NodeJS.ProcessEnv): S3Connection | undefined {
  const value = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const endpoint = value('S3_ENDPOINT');
  const bucket = value('S3_BUCKET');
  if (endpoint === undefined && bucket === undefined) return undefined;
  if (bucket === undefined) throw new Error('S3_ENDPOINT is set and S3_BUCKET is not: name the bucket to use');
  if (endpoint !== undefined) demandPlain(endpoint);
  const accessKeyId = value('S3_ACCESS_KEY_ID');
  const secretAccessKey = value('S3_SECRET_ACCESS_KEY');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new Error('S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY belong together: set both, or none');
  }
  return {
    bucket,
    endpoint,
    region: value('S3_REGION'),
    // Without keys the SDK looks where it always does: AWS_ACCESS_KEY_ID, a profile, the machine's role.
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
  };
}

/** For people, without secrets. */
export function describeS3({ bucket, endpoint }: S3Connection): string {
  return `the bucket "${bucket}" at ${endpoint === undefined ? "Amazon's S3" : new URL(endpoint).host}`;
}

/** What is wrong with it may be a password: it is not repeated. */
function demandPlain(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new Error('S3_ENDPOINT is no http or https address');
  if (url.username !== '' || url.password !== '' || url.search !== '') {
    throw new Error('S3_ENDPOINT is an address only: keys go into S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY');
  }
}
