import {
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  PutBucketPolicyCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { err, ok, type AsyncResult, type BucketAccess } from '@infra/core';
import { allowsPublicRead, withoutPublicRead, withPublicRead } from './access-policy.js';
import { fromS3 } from './errors.js';
import type { RequestContext, Requests } from './requests.js';

type BucketContext = RequestContext & { readonly bucket: string };

/** Public reading as S3 has it: a statement in the bucket's policy, unless public access is blocked. */
export async function readAccess(requests: Requests, context: BucketContext): AsyncResult<BucketAccess> {
  const policy = await readPolicy(requests, context);
  if (!policy.ok) return policy;
  if (!allowsPublicRead(policy.value)) return ok('private');
  const block = await requests.attempt(context, (client, send) =>
    client.send(new GetPublicAccessBlockCommand({ Bucket: context.bucket }), send),
  );
  // A server that has no such block, or a bucket without one, blocks nothing.
  const isBlocked = block.ok && block.value.PublicAccessBlockConfiguration?.RestrictPublicBuckets === true;
  return ok(isBlocked ? 'private' : 'public');
}

/** Changes public reading and nothing else that the policy says. */
export async function writeAccess(requests: Requests, context: BucketContext, access: BucketAccess): AsyncResult<void> {
  const { bucket } = context;
  const before = await readPolicy(requests, context);
  if (!before.ok) return before;
  if (access === 'public') {
    // New buckets of Amazon's block public policies until they are told not to.
    const unblocked = await setBlock(requests, context, false);
    if (!unblocked.ok) return unblocked;
    const region = await requests.client.config.region();
    return writePolicy(requests, context, withPublicRead(before.value, bucket, region));
  }
  if (before.value !== undefined && allowsPublicRead(before.value)) {
    const written = await writePolicy(requests, context, withoutPublicRead(before.value));
    if (!written.ok) return written;
  }
  return setBlock(requests, context, true);
}

async function readPolicy(requests: Requests, context: BucketContext): AsyncResult<string | undefined> {
  const got = await requests.attempt(context, (client, send) =>
    client.send(new GetBucketPolicyCommand({ Bucket: context.bucket }), send),
  );
  if (got.ok) return ok(got.value.Policy);
  if (got.error instanceof Error && got.error.name === 'NoSuchBucketPolicy') return ok(undefined);
  return err(fromS3(context.operation, got.error, context));
}

async function writePolicy(requests: Requests, context: BucketContext, policy: string | undefined): AsyncResult<void> {
  const written = await requests.send(context, async (client, send) => {
    if (policy === undefined) await client.send(new DeleteBucketPolicyCommand({ Bucket: context.bucket }), send);
    else await client.send(new PutBucketPolicyCommand({ Bucket: context.bucket, Policy: policy }), send);
  });
  return written.ok ? ok() : written;
}

/** ACLs stay blocked either way: public reading is the policy's alone. */
async function setBlock(requests: Requests, context: BucketContext, isBlocked: boolean): AsyncResult<void> {
  const set = await requests.send(context, (client, send) =>
    client.send(
      new PutPublicAccessBlockCommand({
        Bucket: context.bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: isBlocked,
          RestrictPublicBuckets: isBlocked,
        },
      }),
      send,
    ),
  );
  // Most other servers have no such block.
  return set.ok || set.error.code === 'unsupported' ? ok() : set;
}
