import { execFileSync } from 'node:child_process';
import { chromium, type Browser } from 'playwright-core';

/** No network, no sandbox that a container may not have, nothing in the background. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium out of an npm package: unpacked on first use, in about a second. */
export async function launchBrowser(): Promise<Browser> {
  // On a machine without NSS the package brings its own, when it believes itself to be in this environment.
  if (!hasNss()) process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs20.x';
  const { default: packed } = await import('@sparticuz/chromium');
  return chromium.launch({ executablePath: await packed.executablePath(), args: FLAGS });
}

function hasNss(): boolean {
  try {
    return execFileSync('ldconfig', ['-p'], { encoding: 'utf8' }).includes('libnss3.so');
  } catch {
    return false;
  }
}
