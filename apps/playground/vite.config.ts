import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const out = 'dist/web';

/** Compresses once, here, what the server would have to compress for every visitor. */
const precompress: Plugin = {
  name: 'precompress',
  apply: 'build',
  async closeBundle() {
    const folder = join(import.meta.dirname, out, 'assets');
    const files = (await readdir(folder)).filter((file) => /\.(js|css)$/.test(file));
    await Promise.all(
      files.map(async (file) => {
        const bytes = await readFile(join(folder, file));
        await Promise.all([
          writeFile(join(folder, `${file}.gz`), await promisify(gzip)(bytes, { level: 9 })),
          writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(bytes)),
        ]);
      }),
    );
  },
};

export default defineConfig({
  root: 'web',
  logLevel: 'warn',
  plugins: [react(), precompress],
  build: {
    outDir: join(import.meta.dirname, out),
    emptyOutDir: true,
    target: 'es2022',
    // What is inlined as a data URL, the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
