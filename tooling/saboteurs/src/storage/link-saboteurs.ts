import type { StorageHarness } from '@infra/conformance';
import { unwrap, type ObjectStorage, type SignedUrls } from '@infra/core';
import type { Saboteur } from '../saboteur.js';
import { correctStorageHarness, gone } from './correct-harness.js';
import type { LinkFlaws } from './links.js';
import { spoil } from './spoil.js';

/** The flaw, and the case that is there to notice. */
const FLAWS: readonly (readonly [string, LinkFlaws, string])[] = [
  [
    'gives links an hour',
    { livesForAnHour: true },
    'a signed link reads an object without credentials, and lives for 15 minutes unless told otherwise',
  ],
  ['takes an upload of any type', { takesAnyType: true }, 'a signed link writes one object, of one type only'],
  ['decodes the keys of links twice', { decodesTwice: true }, 'a signed link finds its object whatever is in the key'],
  [
    'forgets the name of a download',
    { forgetsName: true },
    'a signed link says under which name a browser saves the object',
  ],
  ['reads by links that write', { takesAnyMethod: true }, 'a signed link is good for its own method only'],
  ['does not look at signatures', { takesAnySignature: true }, 'a signed link that was tampered with is refused'],
  ['takes links that have expired', { neverExpires: true }, 'a signed link is good until it expires, and not after'],
  ['makes links of any options', { takesAnyOptions: true }, 'a signed link with bad options is refused'],
  [
    'forgets the policy in links',
    { forgetsPolicy: true },
    'a signed link to write keeps to the policy of keys and types',
  ],
  [
    'shows what is private',
    { showsPrivate: true },
    'anybody reads the objects of a public bucket by their address, and nobody those of a private one',
  ],
];

/** Looks whether there is an object before it makes a link. */
function curious(inner: ObjectStorage, links: SignedUrls | undefined): Partial<ObjectStorage> {
  if (links === undefined) return {};
  return {
    signedUrls: {
      ...links,
      get: async (key, options) => (unwrap(await inner.exists(key)) ? links.get(key, options) : gone()),
    },
  };
}

export const linkSaboteurs: readonly Saboteur<StorageHarness>[] = [
  ...FLAWS.map(([name, flaws, caughtBy]) => ({ name, caughtBy, sabotage: () => correctStorageHarness(flaws) })),
  {
    name: 'has links that nobody tries',
    caughtBy: 'a harness for a storage with links can follow them',
    sabotage: ({ fetch: _, ...harness }) => harness,
  },
  {
    name: 'makes links only to what is there',
    caughtBy: 'a signed link says nothing about whether the object exists',
    sabotage: spoil((inner) => curious(inner, inner.signedUrls)),
  },
];
