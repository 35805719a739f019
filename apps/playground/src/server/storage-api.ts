import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import type { Composer } from '../composition/composer.js';
import type { FilesView, FileView, LinkView } from '../contract.js';
import { LARGEST_FILE } from '../providers/storage.js';
import { jsonBody } from './json-body.js';
import { methodsOf } from './methods-of.js';
import { problem, problemOfPort } from './problems.js';

/** Files on one page of the list. */
const PAGE = 100;
/** How long a link is good for, in milliseconds, unless it is said. */
const LINK_MS = 5 * 60_000;

const linkSchema = z.strictObject({ key: z.string(), expiresInMs: z.int().positive().default(LINK_MS) });

/** Everything under `/api/storage`: the files of the storage that is in use. Keys are in the query, where any text fits. */
export function createStorageApi(composer: Composer): Hono {
  const api = new Hono();
  api.use(bodyLimit({ maxSize: LARGEST_FILE, onError: tooLarge }));
  const path = methodsOf(api);

  path('/', {
    GET: async ({ req, json }) => {
      const { storage } = composer.ports;
      const { prefix, cursor } = req.query();
      const page = await storage.list({ prefix, cursor, limit: PAGE, signal: req.raw.signal });
      if (!page.ok) return problemOfPort(page.error);
      const { items, nextCursor } = page.value;
      const view: FilesView = {
        provider: composer.composition.storage,
        signedLinks: storage.signedUrls !== undefined,
        maxBytes: LARGEST_FILE,
        files: items.map(viewOf),
        ...(nextCursor === undefined ? undefined : { nextCursor }),
      };
      return json(view);
    },
  });

  path('/file', {
    GET: withKey(async ({ req }, key) => {
      const opened = await composer.ports.storage.getStream(key, { signal: req.raw.signal });
      if (!opened.ok) return problemOfPort(opened.error);
      if (opened.value === undefined) return noFile(key);
      const { info, body } = opened.value;
      // Always saved and never shown: what somebody uploaded must not act as a page of this server.
      return new Response(body, {
        headers: {
          'content-type': info.contentType,
          'content-length': String(info.size),
          'content-disposition': 'attachment',
        },
      });
    }),
    PUT: withKey(async ({ req, json }, key) => {
      const { storage, logger } = composer.ports;
      const body = new Uint8Array(await req.arrayBuffer());
      const type = req.header('content-type');
      const onlyNew = req.header('if-none-match') === '*';
      const stored = await storage.put(key, body, {
        // Without one, the storage goes by the key.
        contentType: type === '' ? undefined : type,
        signal: req.raw.signal,
        ...(onlyNew && { ifNoneMatch: '*' }),
      });
      if (!stored.ok) return problemOfPort(stored.error);
      logger.info('file stored', { key, size: stored.value.size });
      return json(viewOf(stored.value), 201);
    }),
    DELETE: withKey(async ({ req, body }, key) => {
      const { storage, logger } = composer.ports;
      const deleted = await storage.delete(key, { signal: req.raw.signal });
      if (!deleted.ok) return problemOfPort(deleted.error);
      logger.info('file deleted', { key });
      return body(null, 204);
    }),
  });

  path('/links', {
    POST: async (context) => {
      const asked = await jsonBody(context, linkSchema);
      if (!asked.ok) return asked.response;
      const { storage } = composer.ports;
      if (storage.signedUrls === undefined) return noLinks(composer.composition.storage);
      const { key, expiresInMs } = asked.value;
      const exists = await storage.exists(key);
      if (!exists.ok) return problemOfPort(exists.error);
      if (!exists.value) return noFile(key);
      const link = await storage.signedUrls.get(key, { expiresInMs });
      if (!link.ok) return problemOfPort(link.error);
      const view: LinkView = { url: link.value.url, expiresAt: link.value.expiresAt.toISOString() };
      return context.json(view, 201);
    },
  });
  return api;
}

function withKey(handle: (context: Context, key: string) => Promise<Response>) {
  return (context: Context): Response | Promise<Response> => {
    const key = context.req.query('key');
    return key === undefined ? problem(422, 'Say which file: ?key=') : handle(context, key);
  };
}

function viewOf({ key, size, lastModified }: { key: string; size: number; lastModified: Date }): FileView {
  return { key, size, lastModified: lastModified.toISOString() };
}

function tooLarge(): Response {
  const detail = `The file is over ${LARGEST_FILE} bytes, the most that the playground takes; nothing was stored`;
  return problem(413, detail, undefined, {}, { code: 'validation', advice: 'Choose a smaller file.' });
}

function noFile(key: string): Response {
  const more = { code: 'not_found', advice: 'Look at the list: somebody may have deleted it.' };
  return problem(404, `There is no file "${key}"`, undefined, {}, more);
}

function noLinks(provider: string): Response {
  const advice = 'Apply a storage that has them, in Compose, or download the file here.';
  return problem(501, `The ${provider} storage has no signed links`, undefined, {}, { code: 'unsupported', advice });
}
