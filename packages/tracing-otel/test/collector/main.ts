import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import protobuf from 'protobufjs';
import type { Behaviour, CollectorSettings, ReceivedRequest } from './protocol.js';

/**
 * A collector for OTLP over HTTP in a process of its own. It reads requests by OpenTelemetry's own .proto files, so that not the code
 * that wrote them says whether they are right. It is told how to behave, and what came is asked for, on a second path.
 */
const settings = JSON.parse(process.argv[2] ?? '{}') as CollectorSettings;

const require = createRequire(import.meta.url);
const protos = join(dirname(require.resolve('@opentelemetry/otlp-grpc-exporter-base/package.json')), 'build/protos');
const root = new protobuf.Root();
root.resolvePath = (_, target) => join(protos, target);
root.loadSync('opentelemetry/proto/collector/trace/v1/trace_service.proto');
const Request = root.lookupType('opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest');

const received: ReceivedRequest[] = [];
let behaviour: Behaviour = { kind: 'accept' };
let asked = 0;

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  if (request.url === '/received') {
    response.end(JSON.stringify({ asked, received }));
    return;
  }
  if (request.url === '/behave') {
    behaviour = JSON.parse(body.toString()) as Behaviour;
    response.end();
    return;
  }
  asked += 1;
  switch (behaviour.kind) {
    case 'hang':
      return;
    case 'die':
      process.exit(1);
      break;
    case 'refuse':
      response.writeHead(behaviour.status, behaviour.headers);
      response.end('the collector says: authorization Bearer s3cret');
      return;
    case 'reject':
      // ExportTraceServiceResponse { partial_success { rejected_spans: n } }, n below 128.
      response.writeHead(200, { 'content-type': 'application/x-protobuf' });
      response.end(Buffer.from([0x0a, 0x02, 0x08, behaviour.spans]));
      return;
    case 'accept':
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        request: Request.toObject(Request.decode(body), { enums: String, longs: String, bytes: String }),
      });
      response.writeHead(200, { 'content-type': 'application/x-protobuf' });
      response.end();
  }
}

const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
  handle(request, response).catch((cause: unknown) => {
    response.writeHead(400);
    response.end(String(cause));
  });
};
const server = settings.tls === undefined ? createServer(onRequest) : createTlsServer(settings.tls, onRequest);
server.listen(settings.port, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
// Whoever started it is gone: so is the reason to run.
process.on('disconnect', () => process.exit(0));
