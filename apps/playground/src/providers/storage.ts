import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { unwrap, type HealthCheck, type Lifecycle, type ObjectStorage } from '@infra/core';
import { createLocalStorage } from '@infra/storage-local';
import { createMemoryStorage } from '@infra/storage-memory';
import { createS3Storage } from '@infra/storage-s3';
import type { Port } from './provider.js';
import { demandBucket } from './s3-bucket.js';
import { s3Need } from './s3-need.js';

/** A storage; one whose links this process has to answer brings what answers them. */
type PlaygroundStorage = ObjectStorage & HealthCheck & Lifecycle & { fetch?(request: Request): Promise<Response> };

/** The largest file that a person may upload, in bytes. */
export const LARGEST_FILE = 16_000_000;
/** What a storage in this process may hold in all. */
const LARGEST_MEMORY = 256_000_000;

const policy = { maxBytes: LARGEST_FILE };

export const storagePort: Port<PlaygroundStorage> = {
  title: 'Storage',
  group: 'Data',
  summary: 'Files by key: upload, list, download, and links for those without credentials.',
  providers: [
    {
      name: 'memory',
      title: 'Memory',
      summary:
        'In this process, with the rules of the real ones. Gone when another composition is applied. No signed links.',
      package: '@infra/storage-memory',
      code: { factory: 'createMemoryStorage' },
      make: () => createMemoryStorage({ policy, maxBytes: LARGEST_MEMORY }),
    },
    {
      name: 'local',
      title: 'Local folder',
      summary:
        'Plain files in a folder of the playground; they stay. Its signed links are answered by this server, while it runs.',
      package: '@infra/storage-local',
      code: {
        factory: 'createLocalStorage',
        options: [
          `{`,
          `  root: env('STORAGE_FOLDER'),`,
          `  signedUrls: { baseUrl: env('STORAGE_LINKS_URL'), secrets: env('STORAGE_LINKS_SECRET') },`,
          `}`,
        ].join('\n'),
      },
      servesLinks: true,
      make: ({ dataFolder, linksUrl, onError }) =>
        createLocalStorage({
          root: join(dataFolder, 'files'),
          policy,
          onError,
          // A link is good while this process runs: what signs it is written down nowhere.
          ...(linksUrl && { signedUrls: { baseUrl: linksUrl, secrets: randomBytes(32).toString('hex') } }),
        }),
    },
    {
      name: 's3',
      title: 'S3',
      summary: 'Amazon S3, or any server that speaks its protocol. Signed links lead straight to that server.',
      package: '@infra/storage-s3',
      code: {
        factory: 'createS3Storage',
        options: [
          `{`,
          `  endpoint: env('S3_ENDPOINT'),`,
          `  region: env('S3_REGION'),`,
          `  bucket: env('S3_BUCKET'),`,
          `  credentials: { accessKeyId: env('S3_ACCESS_KEY_ID'), secretAccessKey: env('S3_SECRET_ACCESS_KEY') },`,
          `}`,
        ].join('\n'),
        peers: ['@aws-sdk/client-s3'],
      },
      need: s3Need,
      async make({ servers, onError }) {
        const { connection, control } = await servers.s3();
        const storage = createS3Storage({ ...connection, policy, timeoutMs: 5_000, onError });
        try {
          await demandBucket(storage, connection.bucket, control !== undefined);
        } catch (error) {
          unwrap(await storage.close());
          throw error;
        }
        return storage;
      },
    },
  ],
};
