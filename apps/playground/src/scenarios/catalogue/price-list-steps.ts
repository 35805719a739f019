import { createHash } from 'node:crypto';
import { inParallel } from '../in-parallel.js';
import type { CatalogueStep, CatalogueWorld } from './world.js';

/** How many files are under way at a time. */
const LANES = 4;
/** Small, so that there are several pages. */
const PAGE = 5;
const LINK_MS = 60_000;
/** For the server behind a link to answer, in milliseconds. */
const SLOWEST_MS = 5_000;

export const priceLists: CatalogueStep = {
  name: 'lists',
  title: 'Price lists stored',
  expectation: 'what is listed and read is what was written',
  units: () => 3,
  async run(world, step) {
    const { storage, files, signal, logger } = world;
    const texts = priceListsOf(world);
    const failures: string[] = [];
    let bytes = 0;
    await inParallel([...texts], LANES, world.time, signal, async ([key, text]) => {
      const stored = await storage.put(key, text, { contentType: 'text/csv', sha256: sha256(text), signal });
      if (stored.ok) bytes += stored.value.size;
      else failures.push(`${key}: ${stored.error.message}`);
    });
    logger.info('price lists stored', {
      files: texts.size,
      bytes,
      uploadedBy: { name: 'catalogue', token: 'not for a log' },
    });
    step.advance();
    step.expect(failures.length === 0, `not stored: ${failures.join(', ')}`);

    const listed = await listAll(world);
    step.advance();
    const wanted = [...texts.keys()].sort();
    step.expect(
      JSON.stringify(listed) === JSON.stringify(wanted),
      `${listed.length} of ${wanted.length} listed under ${files}`,
    );

    let wrong = 0;
    await inParallel([...texts], LANES, world.time, signal, async ([key, text]) => {
      const read = await storage.get(key, { signal });
      if (!read.ok || new TextDecoder().decode(read.value?.bytes) !== text) wrong += 1;
    });
    step.advance();
    step.expect(wrong === 0, `${wrong} of ${texts.size} came back as something else, or not at all`);
    step.note(`${texts.size} files, ${bytes} bytes`);
  },
};

export const signedLink: CatalogueStep = {
  name: 'link',
  title: 'Signed link',
  expectation: 'whoever has it reads that file, and no other',
  units: () => 2,
  skip: ({ storage }) => (storage.signedUrls === undefined ? 'this provider has no signed links' : undefined),
  async run(world, step) {
    const { storage, signal, logger } = world;
    const [[key, text] = ['', '']] = [...priceListsOf(world)];
    const link = await storage.signedUrls?.get(key, { expiresInMs: LINK_MS, signal });
    if (link?.ok !== true) {
      step.expect(false, link?.error.message ?? 'no link was made');
      return;
    }
    // The address itself lets anybody in: it is not for a log.
    logger.info('link signed', { key, expiresAt: link.value.expiresAt });
    const read = await ask(link.value.url, signal);
    step.advance();
    step.expect(read.status === 200 && read.text === text, `the link was answered with ${read.status}`);
    const forged = new URL(link.value.url);
    forged.pathname += '-other';
    const refused = await ask(forged.href, signal);
    step.advance();
    step.expect(refused.status === 403, `a link that was changed was answered with ${refused.status}`);
    step.note(`answered by ${new URL(link.value.url).host}`);
  },
};

/** Takes away what the steps have stored. What cannot be reached stays, under the name of the run. */
export async function removePriceLists(world: CatalogueWorld): Promise<void> {
  const removed = await world.storage.deleteMany([...priceListsOf(world).keys()]);
  if (!removed.ok) world.logger.warn('price lists were left behind', { under: world.files, error: removed.error });
}

/** A file for each category, with what is true now. */
function priceListsOf({ table, sample, files }: CatalogueWorld): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { id, sku, category } of sample) {
    const key = `${files}${category}.csv`;
    texts.set(key, `${texts.get(key) ?? 'sku,price\n'}${sku},${table.priceOf(id)}\n`);
  }
  return texts;
}

/** Every key, page by page. */
async function listAll({ storage, files, signal }: CatalogueWorld): Promise<readonly string[]> {
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await storage.list({ prefix: files, limit: PAGE, cursor, signal });
    if (!page.ok) return keys;
    keys.push(...page.value.items.map(({ key }) => key));
    cursor = page.value.nextCursor;
  } while (cursor !== undefined);
  return keys;
}

/** As anybody would who has been sent the link. */
async function ask(url: string, signal: AbortSignal): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(SLOWEST_MS)]) });
  return { status: response.status, text: await response.text() };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
