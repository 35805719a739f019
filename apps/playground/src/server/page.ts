import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { problem } from './problems.js';
import { contentSecurityPolicy } from './security-headers.js';

/** Stands in index.html where the nonce of each answer goes. */
const NONCE = '__NONCE__';

/** The built page in `folder`: hashed files for ever, everything else the one document, for its router to show. */
export function createPage(folder: string): Hono {
  const page = new Hono();
  const files = serveStatic({ root: folder, precompressed: true });
  page.get('/assets/*', async (context, next) => {
    const response = await files(context, next);
    if (response instanceof Response && response.ok) {
      response.headers.set('cache-control', 'public, max-age=31536000, immutable');
      response.headers.append('vary', 'Accept-Encoding');
    }
    return response;
  });
  page.get('/assets/*', ({ req }) => problem(404, `There is nothing at ${req.path}`));
  for (const file of ['/favicon.svg', '/color-scheme.js']) page.get(file, files);

  page.get('*', async (context) => {
    const nonce = randomBytes(16).toString('base64');
    const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
    if (html === undefined) return problem(503, 'The page has not been built: npm start builds it');
    return context.html(html.replaceAll(NONCE, nonce), 200, {
      'content-security-policy': contentSecurityPolicy(nonce),
      'cache-control': 'no-cache',
    });
  });
  page.all('*', ({ req }) => problem(405, `${req.method} is not for this path`, undefined, { allow: 'GET, HEAD' }));
  return page;
}
