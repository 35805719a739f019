export { createS3Storage, type S3Storage } from './s3-storage.js';
export type { S3StorageOptions } from './options.js';
