import { createServer, type Server } from 'node:http';
import {
  compose,
  healthRoutes,
  toNodeListener,
  type FetchHandler,
  type Middleware,
  type ProcessHealth,
} from '@infra/health';

/** Health routes and middleware around a Fetch handler, on plain `node:http`. */
export function nodeHttpServer(health: ProcessHealth, app: FetchHandler, ...middleware: readonly Middleware[]): Server {
  const stack = compose(healthRoutes(health), ...middleware);
  return createServer(toNodeListener((request, connection) => stack(request, app, connection)));
}
