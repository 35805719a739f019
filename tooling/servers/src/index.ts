export { freePort } from './free-port.js';
export { providePostgres, type ProvidedPostgres } from './provide-postgres.js';
export { provideRedis, type ProvidedRedis } from './provide-redis.js';
export { startPostgres, type PostgresServer, type StartPostgresOptions } from './postgres-server.js';
export { type PostgresDatabases } from './postgres-databases.js';
export {
  cacheDirectory,
  findRedisBinary,
  type FindRedisOptions,
  type RedisBinary,
  type RedisSource,
} from './redis-binary.js';
export { startRedis, type RedisServer, type StartRedisOptions, type TlsFiles } from './redis-server.js';
export { startS3, type S3Server, type StartS3Options } from './s3-server.js';
export { createTcpProxy, type TcpProxy, type TcpProxyTarget } from './tcp-proxy.js';
export { createTlsCertificates, type TlsCertificates, type TlsIdentity } from './tls-certificates.js';
