import { findRedisBinary, provideRedis } from '@tooling/servers';
import { messageOf } from '../message-of.js';
import type { Need } from './provider.js';

/** A Redis server: somebody's own through REDIS_URL, else one that is found, or fetched on first use. */
export const redisNeed: Need = {
  title: 'a Redis server',
  server: 'redis',
  howTo: [
    'Use your own: `REDIS_URL=redis://127.0.0.1:6379 npm start`',
    'Debian, Ubuntu: `sudo apt-get install redis-server`',
    'macOS: `brew install redis`',
  ],
  async check() {
    const url = process.env['REDIS_URL'];
    if (url !== undefined && url !== '') {
      try {
        const { description } = await provideRedis();
        return { status: 'ready', finding: `Found ${description}.` };
      } catch (error) {
        return { status: 'missing', finding: messageOf(error) };
      }
    }
    try {
      const { description } = await findRedisBinary({ fetch: false });
      return { status: 'ready', finding: `Found ${description}; a private one is started on first use.` };
    } catch {
      // `findRedisBinary` says everything that it tried: right for a terminal, too long for a card.
    }
    if (process.platform !== 'linux') {
      return {
        status: 'missing',
        finding: 'There is no redis-server or valkey-server on PATH, and REDIS_URL is not set.',
      };
    }
    const finding =
      'None is installed; on Debian and Ubuntu one is fetched on first use, without root, in a few seconds.';
    return { status: 'obtainable', finding };
  },
};
