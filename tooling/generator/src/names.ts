/** What the generator is asked for, in every form that a file may need. */
export interface Names {
  readonly port: string;
  /** As in `cloud-store`. */
  readonly provider: string;
  /** As in `CloudStore`. */
  readonly pascal: string;
  /** As in `cache-cloud-store`: the folder, the changeset and the bench. */
  readonly folder: string;
  /** As in `@infra/cache-cloud-store`. */
  readonly name: string;
}

/** What stands for the provider in the template, whose files mean nothing else by it. */
export const STAND_IN = 'template';

const PROVIDER = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const MAX_LENGTH = 40;

/** Why this is no name of a provider; undefined when it is one. */
export function providerProblem(provider: string): string | undefined {
  const shown = JSON.stringify(provider);
  if (!PROVIDER.test(provider) || provider.length > MAX_LENGTH) {
    return `The provider ${shown} must be lower-case letters, digits and single hyphens, begin with a letter, and have at most ${MAX_LENGTH} characters, as in "redis" or "cloud-store".`;
  }
  return provider === STAND_IN ? `The provider cannot be called ${shown}: that is what stands for it.` : undefined;
}

export function namesOf(port: string, provider: string): Names {
  const pascal = provider.split('-').map(capitalised).join('');
  const folder = `${port}-${provider}`;
  return { port, provider, pascal, folder, name: `@infra/${folder}` };
}

/** A text or a path of the template with the provider's name in it. */
export function renamed(text: string, { provider, pascal }: Names): string {
  return text.replaceAll(capitalised(STAND_IN), pascal).replaceAll(STAND_IN, provider);
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
