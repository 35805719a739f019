import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Composition, Layers } from '../src/contract.js';
import { launchBrowser } from './browser.js';
import { ensureBuilt } from './build.js';
import { PlaygroundProcess } from './playground-process.js';

interface Opened {
  readonly page: Page;
  /** What went wrong, and what was asked of anybody else. */
  readonly complaints: string[];
}

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
  /** What the browser says that its language is. */
  readonly language?: string;
}

/** A playground of its own and a browser that looks at it. */
export class PageFixture {
  readonly base: string;
  readonly #browser: Browser;
  readonly #playground: PlaygroundProcess;
  readonly #axe: string;
  readonly #data: string;
  #contexts: BrowserContext[] = [];

  private constructor(browser: Browser, playground: PlaygroundProcess, base: string, axe: string, data: string) {
    this.#browser = browser;
    this.#playground = playground;
    this.base = base;
    this.#axe = axe;
    this.#data = data;
  }

  /** Starts both, with no server of anybody else and a data folder of its own. */
  static async start(): Promise<PageFixture> {
    await ensureBuilt();
    const data = await mkdtemp(join(tmpdir(), 'playground-data-'));
    const env = { REDIS_URL: '', S3_ENDPOINT: '', S3_BUCKET: '', PLAYGROUND_DATA: data };
    const playground = new PlaygroundProcess(['--port', '0', '--products', '300', '--readers', '50'], env);
    const [browser, base, axe] = await Promise.all([
      launchBrowser(),
      playground.url(),
      readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
    ]);
    return new PageFixture(browser, playground, base, axe, data);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#playground.kill('SIGTERM');
    await this.#playground.ended();
    await rm(this.#data, { recursive: true, force: true });
  }

  /** Closes what was opened. */
  async leave(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts = [];
  }

  async open(path: string, look: Look = {}): Promise<Opened> {
    const context = await this.#browser.newContext({
      viewport: { width: look.width ?? 1440, height: 900 },
      colorScheme: look.dark === true ? 'dark' : 'light',
      locale: 'en-US',
      reducedMotion: 'reduce',
    });
    this.#contexts.push(context);
    if (look.language !== undefined) {
      const value = JSON.stringify(look.language);
      await context.addInitScript(
        `Object.defineProperty(Navigator.prototype, 'language', { get: () => ${value}, configurable: true })`,
      );
    }
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith(this.base)) complaints.push(`asked ${request.url()}`);
    });
    await page.goto(`${this.base}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    return { page, complaints };
  }

  /** Applies the default composition with these changes, without the page. */
  async use(change: Partial<Composition> = {}, layers: Partial<Layers> = {}): Promise<void> {
    expect((await this.ask('PUT', '/composition', { ...change, layers })).status).toBe(200);
  }

  /** Asks the server as its page would. */
  async ask(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(`${this.base}/api${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  }

  /** No serious accessibility violation and no sideways scrolling. */
  async expectAccessible(page: Page): Promise<void> {
    await page.evaluate(this.#axe);
    const violations: unknown = await page.evaluate(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ target }) => target.join(' ')).join(', ')))`,
    );
    expect(violations).toEqual([]);
    const overflow: unknown = await page.evaluate(
      `[document.documentElement, document.querySelector('main'), document.querySelector('header')].map((element) => element.scrollWidth - element.clientWidth)`,
    );
    expect(overflow).toEqual([0, 0, 0]);
  }
}

/** The panel of the run that is shown. */
export function runOn(page: Page): Locator {
  return page.getByRole('region', { name: 'The run' });
}
