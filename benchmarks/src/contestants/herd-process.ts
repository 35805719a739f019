import { herdClients } from './herd-clients.js';
import { stampede } from './stampede.js';

// One of several processes that want the same key. It is told a key, and answers how often its loader ran.

export interface Order {
  readonly key: string;
  readonly callers: number;
}

const [name = '', url = ''] = process.argv.slice(2);
const client = herdClients[name]?.(url);
if (client === undefined) throw new Error(`There is no ${name}.`);
// Connected, with its scripts known to the server: a herd meets a warm cache.
await stampede(client, `warm-up:${String(process.pid)}`, 1, false);

process.on('message', ({ key, callers }: Order) => {
  void stampede(client, key, callers, false).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
