import { readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/cli.ts'],
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  dts: false,
  // Vite puts the page into `dist/web`, after this.
  clean: true,
  sourcemap: true,
  splitting: false,
  treeshake: true,
  silent: true,
  // Private and TypeScript only: what is published is loaded as any user would load it.
  noExternal: [/^@tooling\//, /^@internal\//],
  esbuildPlugins: [
    {
      // Of the tools for tests only some are used: what the others need must not come along with them.
      name: 'only-what-is-used',
      setup(build) {
        build.onResolve({ filter: /^(@tooling\/|\.)/ }, async ({ path, pluginData, ...from }) => {
          const isTool = path.startsWith('@tooling/') || /[/\\]tooling[/\\]/.test(from.importer);
          if (!isTool || pluginData === 'resolving') return undefined;
          const { resolveDir, importer, kind } = from;
          const resolved = await build.resolve(path, { resolveDir, importer, kind, pluginData: 'resolving' });
          return { path: resolved.path, external: resolved.external, sideEffects: false, errors: resolved.errors };
        });
      },
    },
    {
      // The S3 server is a process of its own, run from the tools' sources: they are looked for where they are.
      name: 'tools-stay-where-they-are',
      setup(build) {
        build.onLoad({ filter: /[/\\]tooling[/\\]servers[/\\]src[/\\].*\.ts$/ }, async ({ path }) => {
          const source = await readFile(path, 'utf8');
          const place = relative(join(import.meta.dirname, 'dist'), path).replaceAll('\\', '/');
          const url = `new URL('${place}', import.meta.url).href`;
          return { contents: source.replaceAll('import.meta.url', url), loader: 'ts', resolveDir: dirname(path) };
        });
      },
    },
  ],
});
