import { receiveText } from './body.js';
import { requireBucket, sendEmpty, sendXml, type S3Context } from './context.js';
import { isPublic, parsePolicy } from './policy.js';
import { S3Error } from './s3-error.js';
import { parseXml, textOf } from './xml.js';

/** "General purpose bucket naming rules", the part that is about characters. */
const NAME = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z\d](?:[a-z\d-]|\.(?!\.)){1,61}[a-z\d]$/;

export async function createBucket(context: S3Context): Promise<void> {
  const { store, region, request, isOwner } = context;
  if (!isOwner) throw new S3Error('AccessDenied', 'Access Denied');
  if (!NAME.test(request.bucket)) throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.');
  const text = await receiveText(request);
  const document = text === '' ? undefined : parseXml(text);
  const location = document === undefined ? undefined : textOf(document, 'LocationConstraint');
  if ((location ?? 'us-east-1') !== region) {
    throw new S3Error(
      'IllegalLocationConstraintException',
      'The location constraint is incompatible for the region specific endpoint this request was sent to.',
    );
  }
  if (!store.buckets.has(request.bucket)) store.change({ type: 'create', bucket: request.bucket, at: Date.now() });
  // "Returned in all regions except us-east-1", where creating one's own bucket again succeeds.
  else if (region !== 'us-east-1') {
    throw new S3Error('BucketAlreadyOwnedByYou', 'The bucket that you tried to create already exists, and you own it.');
  }
  sendEmpty(context, 200, { location: `/${request.bucket}` });
}

export function headBucket(context: S3Context): void {
  requireBucket(context, 's3:ListBucket');
  sendEmpty(context, 200, { 'x-amz-bucket-region': context.region });
}

export function deleteBucket(context: S3Context): void {
  const bucket = requireBucket(context, 's3:DeleteBucket');
  if (bucket.objects.size > 0) throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty');
  context.store.change({ type: 'remove', bucket: bucket.name });
  sendEmpty(context, 204);
}

export function listBuckets(context: S3Context): void {
  const { store, request, isOwner } = context;
  if (!isOwner) throw new S3Error('AccessDenied', 'Access Denied');
  const { query } = request;
  const [prefix, after] = [query.get('prefix') ?? '', query.get('continuation-token') ?? ''];
  const limit = Number(query.get('max-buckets') ?? 10_000);
  const found = [...store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, limit);
  sendXml(context, 'ListAllMyBucketsResult', {
    Buckets: {
      Bucket: page.map(({ name, createdAt }) => ({ Name: name, CreationDate: new Date(createdAt).toISOString() })),
    },
    ContinuationToken: found.length > page.length ? page.at(-1)?.name : undefined,
  });
}

export async function bucketPolicy(context: S3Context): Promise<void> {
  const { store, request, response } = context;
  const action = { GET: 's3:GetBucketPolicy', PUT: 's3:PutBucketPolicy' }[request.method] ?? 's3:DeleteBucketPolicy';
  const bucket = requireBucket(context, action);
  if (request.method === 'GET') {
    if (bucket.policy === undefined) throw new S3Error('NoSuchBucketPolicy', 'The bucket policy does not exist');
    response.writeHead(200, { 'content-type': 'application/json' }).end(bucket.policy);
    return;
  }
  const policy = request.method === 'PUT' ? await receiveText(request) : undefined;
  if (policy !== undefined && isPublic(parsePolicy(policy, bucket.name)) && bucket.accessBlock?.blockPublicPolicy) {
    throw new S3Error(
      'AccessDenied',
      'Public policies are blocked by the BlockPublicPolicy block public access setting.',
    );
  }
  store.change({ type: 'policy', bucket: bucket.name, policy });
  sendEmpty(context, 204);
}

export async function publicAccessBlock(context: S3Context): Promise<void> {
  const { store, request } = context;
  const bucket = requireBucket(context, 's3:PutBucketPublicAccessBlock');
  if (request.method === 'GET') {
    if (bucket.accessBlock === undefined) {
      throw new S3Error('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
    }
    const { blockPublicPolicy, restrictPublicBuckets } = bucket.accessBlock;
    sendXml(context, 'PublicAccessBlockConfiguration', {
      BlockPublicPolicy: blockPublicPolicy,
      RestrictPublicBuckets: restrictPublicBuckets,
    });
    return;
  }
  const document = request.method === 'PUT' ? parseXml(await receiveText(request)) : undefined;
  const block =
    document === undefined
      ? undefined
      : {
          blockPublicPolicy: textOf(document, 'BlockPublicPolicy') === 'true',
          restrictPublicBuckets: textOf(document, 'RestrictPublicBuckets') === 'true',
        };
  store.change({ type: 'block', bucket: bucket.name, block });
  sendEmpty(context, request.method === 'PUT' ? 200 : 204);
}
