import { Hono } from 'hono';
import type { Composer } from '../composition/composer.js';
import { problem } from './problems.js';

/** Where the signed links of a storage in this process lead. */
export const LINKS_PATH = '/files';

/** Answers signed links with the storage that is in use: the link says who may, so that nobody else is asked. */
export function createLinks(composer: Composer): Hono {
  const links = new Hono();
  links.all('*', ({ req }) => {
    const { storage } = composer.ports;
    return storage.fetch?.(req.raw) ?? problem(404, `The ${composer.composition.storage} storage has no links here`);
  });
  return links;
}
