import { createServer, type Server } from 'node:http';
import {
  compose,
  healthHandler,
  toNodeListener,
  type FetchHandler,
  type Middleware,
  type ProcessHealth,
} from '@infra/health';
import express from 'express';

/** Health routes beside the routes of Express 5; one of these is a Fetch handler behind middleware. */
export function expressServer(health: ProcessHealth, api: FetchHandler, ...middleware: readonly Middleware[]): Server {
  const stack = compose(...middleware);
  const app = express();
  app.disable('x-powered-by');
  app.use('/health', toNodeListener(healthHandler(health)));
  app.use(
    '/api',
    toNodeListener((request, connection) => stack(request, api, connection)),
  );
  app.get('/own', (_request, response) => void response.send('by express'));
  return createServer(app);
}
