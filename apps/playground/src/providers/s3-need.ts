import { createS3Storage } from '@infra/storage-s3';
import { messageOf } from '../message-of.js';
import type { Need } from './provider.js';
import { describeS3, s3ConnectionIn } from './s3-connection.js';

/** A card waits for the answer. */
const ASK_MS = 1_000;

/** An S3 server: somebody's own through S3_ENDPOINT and S3_BUCKET, else a private one, which comes with this repository. */
export const s3Need: Need = {
  title: 'an S3 server',
  server: 's3',
  howTo: [
    'Nothing to do: without these variables a private one is started, empty, and ended with the playground',
    'Your own: `S3_ENDPOINT=https://s3.example.com S3_REGION=eu-central-1 S3_BUCKET=files npm start`',
    'Its keys: `S3_ACCESS_KEY_ID` and `S3_SECRET_ACCESS_KEY`, or wherever the AWS SDK looks by itself',
  ],
  async check() {
    try {
      const connection = s3ConnectionIn(process.env);
      if (connection === undefined) {
        return { status: 'ready', finding: 'A private one is started on first use; it keeps nothing.' };
      }
      await using storage = createS3Storage({ ...connection, timeoutMs: ASK_MS });
      const health = await storage.health({ signal: AbortSignal.timeout(ASK_MS) });
      const reason = health.ok
        ? health.value.status !== 'up' && (health.value.reason ?? 'it is down')
        : health.error.message;
      return reason === false
        ? { status: 'ready', finding: `Found ${describeS3(connection)}.` }
        : { status: 'missing', finding: `No use of ${describeS3(connection)}: ${reason}` };
    } catch (error) {
      return { status: 'missing', finding: messageOf(error) };
    }
  },
};
