import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.js';
import { ensureBuilt } from './build.js';
import { PlaygroundProcess } from './playground-process.js';

// Writes docs/playground.png, the Run area after a run: `npx tsx apps/playground/test/screenshot.ts`.

const path = fileURLToPath(new URL('../../../docs/playground.png', import.meta.url));

await ensureBuilt();
const playground = new PlaygroundProcess(['--cache', 'redis']);
const browser = await launchBrowser();
try {
  const url = await playground.url();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light', locale: 'en-US' });
  await page.goto(`${url}/run`);
  await page.getByRole('region', { name: 'Calls' }).getByText('cache.getOrSet').first().waitFor();
  await page.locator('.plot canvas').waitFor();
  await page.screenshot({ path });
} finally {
  await browser.close();
  playground.kill('SIGTERM');
  await playground.ended();
}
