import type { ProcessHealth } from '@infra/health';
import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Composer } from '../composition/composer.js';
import { createApi, type ApiParts } from './api.js';
import { createLinks, LINKS_PATH } from './links.js';
import { guard } from './guard.js';
import { createHealthRoutes } from './health-routes.js';
import { createPage } from './page.js';
import { problem } from './problems.js';
import { securityHeaders } from './security-headers.js';

interface Answering {
  /** The port that this server listens on: part of the names it answers to. */
  readonly port: number;
  readonly onError: (error: unknown) => void;
}

export interface HttpAppParts extends ApiParts, Answering {
  /** Where the built page is. */
  readonly pageFolder: string;
  readonly health: ProcessHealth;
}

/** All that this server answers. */
export function createHttpApp({ pageFolder, health, port, onError, ...parts }: HttpAppParts): Hono {
  const app = createLinksApp({ composer: parts.composer, port, onError });
  app.route('/api', createApi(parts));
  app.route('/health', createHealthRoutes(parts.composer, health));
  app.route('/', createPage(pageFolder));
  return app;
}

/** Signed links and nothing else: for a run without a page. */
export function createLinksApp({ composer, port, onError }: Answering & { readonly composer: Composer }): Hono {
  const app = new Hono();
  app.use(securityHeaders);
  app.use(guard(port));
  app.route(LINKS_PATH, createLinks(composer));
  app.onError((error) => {
    if (error instanceof HTTPException) return problem(error.status, error.message);
    onError(error);
    return problem(500, 'It has been logged; the terminal shows it');
  });
  return app;
}
