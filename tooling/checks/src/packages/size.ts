import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { number, record, textRecord, type JsonRecord } from '../json.js';
import type { PackedPackage } from '../tarballs.js';

/** Relative to the root: bytes by package and by what of it is exported. */
export const BUDGETS = 'tooling/checks/size-budgets.json';

/** What `export <names> from` a package costs a bundle: bytes, minified and gzipped, dependencies and peers left out. */
export async function bundledSize({ folder }: PackedPackage, names: string, manifest: JsonRecord): Promise<number> {
  const external = Object.keys({
    ...textRecord(manifest['dependencies']),
    ...textRecord(manifest['peerDependencies']),
    ...textRecord(manifest['optionalDependencies']),
  });
  const { outputFiles } = await build({
    stdin: { contents: `export ${names} from './dist/index.js';`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external,
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.reduce((total, file) => total + gzipSync(file.contents, { level: 9 }).byteLength, 0);
}

/** The budgets of a package are kept; a package without any has no brake on growing. */
export async function sizeProblems(
  packed: PackedPackage,
  manifest: JsonRecord,
  budgets: JsonRecord,
): Promise<string[]> {
  const own = Object.entries(record(budgets[packed.name]));
  if (own.length === 0) return [`${packed.name}: has no budget in ${BUDGETS}`];
  const problems = await Promise.all(
    own.map(async ([names, budget]) => {
      const size = await bundledSize(packed, names, manifest);
      if (size <= number(budget)) return [];
      if (budget === 0) {
        const fitting = Math.ceil((size * 1.05) / 50) * 50;
        return [
          `${packed.name}: export ${names} is ${size} bytes, minified and gzipped, and has no budget yet: write about five percent more, ${fitting}, into ${BUDGETS}`,
        ];
      }
      const what = `${packed.name}: export ${names} is ${size} bytes, minified and gzipped; the budget is ${number(budget)}`;
      return [`${what}. Make it smaller, or raise the budget with a reason`];
    }),
  );
  return problems.flat();
}
