import type { InfraError, ObjectPolicy } from '@infra/core';
import { contentCheckFor, type ContentCheck } from './content-check.js';
import { essenceOf } from './content-type.js';
import { shown } from './names.js';

/** A policy that was checked and made ready. */
export interface ResolvedPolicy {
  readonly maxBytes: number | undefined;
  /** Why the key is refused; undefined when it is not. */
  keyProblem(key: string): string | undefined;
  /** Why the declared type is refused; undefined when it is not. */
  typeProblem(contentType: string): string | undefined;
  /** What looks at the content of an object of that type; undefined where any content will do. */
  contentCheck(contentType: string): ContentCheck | undefined;
}

const accept = (): undefined => undefined;

export const NO_POLICY: ResolvedPolicy = {
  maxBytes: undefined,
  keyProblem: accept,
  typeProblem: accept,
  contentCheck: accept,
};

const TYPE = /^[a-z0-9!#$&^_.+-]+\/(?:[a-z0-9!#$&^_.+-]+|\*)$/;

/** Makes a policy ready, for a factory: throws what `invalid` makes of a policy that makes no sense. */
export function resolvePolicy(
  policy: ObjectPolicy | undefined,
  invalid: (problem: string) => InfraError,
): ResolvedPolicy {
  if (policy === undefined) return NO_POLICY;
  const { maxBytes, types, keys } = policy;
  if (maxBytes !== undefined && !(Number.isSafeInteger(maxBytes) && maxBytes > 0)) {
    throw invalid(`policy.maxBytes must be a whole number of bytes above 0, not ${String(maxBytes)}.`);
  }
  return {
    maxBytes,
    keyProblem: keys === undefined ? accept : keyRule(keys, invalid),
    ...(types === undefined ? { typeProblem: accept, contentCheck: accept } : typeRules(types, invalid)),
  };
}

function keyRule(keys: unknown, invalid: (problem: string) => InfraError): ResolvedPolicy['keyProblem'] {
  if (!(keys instanceof RegExp)) throw invalid(`policy.keys must be a RegExp, not ${shown(keys)}.`);
  // Not `^` and `$`, which the flag `m` changes; `g` and `y` would remember the last key.
  const whole = new RegExp(`(?<![\\s\\S])(?:${keys.source})(?![\\s\\S])`, keys.flags.replaceAll(/[gy]/g, ''));
  return (key) =>
    whole.test(key) ? undefined : `The key ${shown(key)} does not match ${String(keys)}, which the policy demands.`;
}

function typeRules(
  types: unknown,
  invalid: (problem: string) => InfraError,
): Pick<ResolvedPolicy, 'typeProblem' | 'contentCheck'> {
  if (!Array.isArray(types) || types.length === 0) {
    throw invalid('policy.types must be an array of content types, at least one.');
  }
  const exact = new Set<string>();
  const families: string[] = [];
  for (const type of types as readonly unknown[]) {
    const name = typeof type === 'string' ? type.toLowerCase() : '';
    if (!TYPE.test(name)) throw invalid(`policy.types has ${shown(type)}; write "image/png" or "image/*".`);
    if (name.endsWith('/*')) families.push(name.slice(0, -1));
    else exact.add(name);
  }
  return {
    typeProblem(contentType) {
      const essence = essenceOf(contentType);
      if (exact.has(essence) || families.some((family) => essence.startsWith(family))) return undefined;
      return `The content type ${shown(essence)} is not one that the policy allows: ${(types as readonly string[]).join(', ')}.`;
    },
    contentCheck: (contentType) => contentCheckFor(essenceOf(contentType)),
  };
}
