// The process of an s3rver, which has no program of its own in its package: `s3rver.cjs <settings as JSON>`.
const S3rver = require('@20minutes/s3rver');
const { DUMMY_ACCOUNT } = require('@20minutes/s3rver/lib/models/account');

const { directory, port, credentials, domain, tls } = JSON.parse(process.argv[2]);
DUMMY_ACCOUNT.createKeyPair(credentials.accessKeyId, credentials.secretAccessKey);
new S3rver({
  directory,
  port,
  address: '127.0.0.1',
  silent: true,
  serviceEndpoint: domain,
  vhostBuckets: false,
  // Bucket requests of the AWS SDK end in a slash, which s3rver forgets when it checks their signatures.
  allowMismatchedSignatures: true,
  ...tls,
}).run((error) => {
  if (error) throw error;
});
