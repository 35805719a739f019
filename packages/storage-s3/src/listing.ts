import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { ok, type AsyncResult, type IoOptions, type ObjectPage } from '@infra/core';
import type { ListRequest } from '@internal/storage-rules';
import type { Requests } from './requests.js';

/** One page. Its cursor is S3's continuation token, which is about keys and not about counts. */
export async function listObjects(
  requests: Requests,
  bucket: string,
  { prefix, delimiter, cursor, limit }: ListRequest,
  io: IoOptions | undefined,
  operation: string,
): AsyncResult<ObjectPage> {
  const listed = await requests.send({ operation, bucket, signal: io?.signal }, (client, send) =>
    client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        MaxKeys: limit,
        // XML cannot hold every character that a key may have.
        EncodingType: 'url',
        ...(prefix === '' ? undefined : { Prefix: prefix }),
        ...(delimiter === undefined ? undefined : { Delimiter: delimiter }),
        ...(cursor === undefined ? undefined : { ContinuationToken: cursor }),
      }),
      send,
    ),
  );
  return listed.ok ? ok(pageOf(listed.value)) : listed;
}

function pageOf(output: ListObjectsV2CommandOutput): ObjectPage {
  const decode = output.EncodingType === 'url' ? decodeUrl : (text: string) => text;
  const next = output.IsTruncated === true ? output.NextContinuationToken : undefined;
  return {
    items: (output.Contents ?? []).map(({ Key = '', Size = 0, ETag = '', LastModified = new Date(0) }) => ({
      key: decode(Key),
      size: Size,
      etag: ETag,
      lastModified: LastModified,
    })),
    prefixes: (output.CommonPrefixes ?? []).map(({ Prefix = '' }) => decode(Prefix)),
    ...(next === undefined ? undefined : { nextCursor: next }),
  };
}

/** As forms are encoded: a space is a plus. */
function decodeUrl(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}
