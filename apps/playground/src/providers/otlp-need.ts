import type { Need } from './provider.js';

const NAME = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** Where the collector is; `undefined`: nobody has said. */
export function otlpEndpoint(env: NodeJS.ProcessEnv): string | undefined {
  return env[NAME] === '' ? undefined : env[NAME];
}

/** A collector that speaks OTLP. It need not be there at the start: spans wait for it, and are dropped in the end. */
export const otlpNeed: Need = {
  title: 'a collector',
  howTo: [`Say where it is: \`${NAME}=http://127.0.0.1:4318 npm start\``],
  async check() {
    const endpoint = otlpEndpoint(process.env);
    if (endpoint === undefined) return { status: 'missing', finding: `${NAME} is not set.` };
    // What is wrong with it may be a password: it is not repeated.
    if (!URL.canParse(endpoint)) return { status: 'missing', finding: `${NAME} is no address.` };
    return { status: 'ready', finding: `Spans go by OTLP to ${new URL(endpoint).host}.` };
  },
};
