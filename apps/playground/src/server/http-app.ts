import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { createApi, type ApiParts } from './api.js';
import { guard } from './guard.js';
import { createPage } from './page.js';
import { problem } from './problems.js';
import { securityHeaders } from './security-headers.js';

export interface HttpAppParts extends ApiParts {
  /** The port that this server listens on: part of the names it answers to. */
  readonly port: () => number;
  /** Where the built page is. */
  readonly pageFolder: string;
  readonly onError: (error: unknown) => void;
}

/** All that this server answers. */
export function createHttpApp({ port, pageFolder, onError, ...parts }: HttpAppParts): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(guard(port));
  app.route('/api', createApi(parts));
  app.route('/', createPage(pageFolder));
  app.onError((error) => {
    if (error instanceof HTTPException) return problem(error.status, error.message);
    onError(error);
    return problem(500, 'It has been logged; the terminal shows it');
  });
  return app;
}
