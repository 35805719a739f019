import { readFileSync } from 'node:fs';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { readJson } from '../json.js';
import { localBinary } from '../run/package-manager.js';
import { runProgram } from '../run/program.js';
import type { PackedPackage } from '../tarballs.js';

/** `publint --strict`, on the tarball: whether the manifest says what the files are. */
export async function publintProblems({ name, folder, tarball }: PackedPackage): Promise<string[]> {
  const bytes = readFileSync(tarball);
  const packed = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages } = await publint({ strict: true, level: 'warning', pack: { tarball: packed } });
  const manifest = readJson(`${folder}/package.json`);
  return messages.map(
    (message) => `${name}: publint: ${formatMessage(message, manifest, { color: false }) ?? message.code}`,
  );
}

/** Are the types wrong? Under node10, node16 in both module systems, and bundlers; nothing is ignored. */
export async function typesResolutionProblems(root: string, { name, tarball }: PackedPackage): Promise<string[]> {
  const args = [tarball, '--no-color', '--no-emoji', '--format', 'ascii'];
  const run = await runProgram(localBinary(root, 'attw'), args, { cwd: root, deadlineMs: 60_000 });
  return run.code === 0 ? [] : [`${name}: are-the-types-wrong:\n${run.output.trim()}`];
}
