import type { Composition, PortView, ProviderView } from '../contract.js';

/** What the file needs in any case. */
const BASE = ['@infra/core', '@infra/container'];

/** A composition as a file for a program of one's own, and what to install for it. Holds names of secrets, never secrets. */
export interface CompositionFile {
  readonly install: string;
  readonly text: string;
}

/** Pure text, made alike in the terminal and on the page. */
export function compositionFile(composition: Composition, ports: readonly PortView[]): CompositionFile {
  const chosen = ports.flatMap(({ name, providers }) => {
    const provider = providers.find((candidate) => candidate.name === composition[name]);
    return provider === undefined ? [] : [{ port: name, provider }];
  });
  // What the others log with is there before them.
  chosen.sort((a, b) => Number(b.port === 'logger') - Number(a.port === 'logger'));
  const packages = chosen.flatMap(({ provider }) => [provider.package, ...(provider.code.peers ?? [])]);
  const lines = [
    `import { createApp } from '@infra/container';`,
    ...chosen.map(({ provider }) => `import { ${provider.code.factory} } from '${provider.package}';`).sort(),
    '',
    `export const app = createApp()`,
    ...chosen.map(({ port, provider }) => `  .add('${port}', () => ${call(provider)})`),
  ];
  const needsEnv = chosen.some(({ provider }) => provider.code.options?.includes('env(') === true);
  return {
    install: `npm install ${[...new Set([...BASE, ...packages])].join(' ')}`,
    text: `${lines.join('\n')};\n${needsEnv ? ENV : ''}`,
  };
}

function call({ code: { factory, options } }: ProviderView): string {
  return options === undefined ? `${factory}()` : `${factory}(${options.replaceAll('\n', '\n  ')})`;
}

/** Hoisted: the file reads best with the composition first. */
const ENV = `
/** Configuration comes from the environment; secrets do not belong into this file. */
function env(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(\`\${name} is not set\`);
  return value;
}
`;
