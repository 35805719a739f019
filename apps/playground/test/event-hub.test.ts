import { afterEach, expect, test } from 'vitest';
import type { CompositionView, LiveEvent, RunView, Snapshot, Span } from '../src/contract.js';
import { defaultComposition } from '../src/composition/composition.js';
import { noFault } from '../src/faults/fault-table.js';
import { noLayers } from '../src/layers/layer-table.js';
import { EventHub } from '../src/server/event-hub.js';

const composition: CompositionView = {
  composition: defaultComposition,
  layers: noLayers,
  hash: 'h',
  health: { status: 'up', services: {} },
  servers: [],
  serverOf: {},
};
const operate = { everyMs: 1_000, ticks: [], happenings: [] };
const counts = { waiting: 0, active: 0, delayed: 0, failed: 0, completed: 0, dead: 0 };
const queue = { provider: 'memory', name: 'q', paused: false, counts, completed: 0, died: 0, oldestWaitingMs: 0 };
const outbox = { provider: 'memory', running: true, pending: 0, claimed: 0, parked: 0, oldestPendingMs: 0 };
const work = { at: 0, queue, outbox, streams: { provider: 'memory', groups: [], dead: 0, isMore: false } };
const snapshot = async (): Promise<Snapshot> => ({
  ...{ composition, runs: [], faults: [], operate, log: { lines: [], gap: 0 }, work },
});

const hubs: EventHub[] = [];
function createHub(options: ConstructorParameters<typeof EventHub>[0] = {}): EventHub {
  // Nothing is sent by itself: the tests flush.
  const hub = new EventHub({ batchMs: 60_000, ...options });
  hubs.push(hub);
  return hub;
}
afterEach(async () => {
  await Promise.all(hubs.splice(0).map((hub) => hub.close()));
});

interface Message {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

function reader(hub: EventHub, lastEventId?: string) {
  const stream = hub.open(lastEventId, snapshot).getReader();
  return {
    async text(): Promise<string> {
      const { value } = await stream.read();
      return new TextDecoder().decode(value);
    },
    async next(): Promise<Message> {
      const fields = Object.fromEntries(
        (await this.text())
          .trim()
          .split('\n')
          .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      return { id: fields['id'] ?? '', event: fields['event'] ?? '', data: JSON.parse(fields['data'] ?? 'null') };
    },
    cancel: () => stream.cancel(),
    ended: async () => (await stream.read()).done,
  };
}

const span = (i: number): LiveEvent => {
  const one: Span = { i, parent: null, kind: 'call', op: 'get', startUs: 0, durUs: 1, flags: [], key: `${i}` };
  return { type: 'spans', run: 'r', spans: [one] };
};
const event: LiveEvent = { type: 'composition', composition };
/** A run that only its status is looked at of. */
const run = (status: RunView['status']): LiveEvent => ({
  type: 'run',
  run: {
    ...{ id: 'r', scenario: 's', params: {}, seed: 1, composition: 'h', startedAt: '', durationMs: 0 },
    ...{
      done: 0,
      total: 0,
      dropped: 0,
      steps: [],
      calls: 0,
      hits: 0,
      misses: 0,
      loads: 0,
      errors: 0,
      retries: 0,
      p50Us: 0,
      p95Us: 0,
    },
    ...{ providers: composition.composition, layers: noLayers, faults: [] },
    status,
  },
});

test('of faults only the last word counts; every tick, line and happening is told, in order', async () => {
  const hub = createHub();
  const one = reader(hub);
  expect((await one.next()).event).toBe('reset');
  const tick = (at: number): LiveEvent => ({ type: 'operate', tick: { at, ports: {} } });
  const log = (gap: number): LiveEvent => ({ type: 'log', log: { lines: [], gap } });
  const fault = { ...noFault, port: 'cache', since: '2026-01-01T00:00:00.000Z' } as const;
  const events: readonly LiveEvent[] = [
    { type: 'faults', faults: [fault] },
    tick(1),
    log(0),
    { type: 'faults', faults: [] },
    tick(2),
    log(5),
    { type: 'happening', happening: { at: 2, kind: 'fault', tone: 'good', text: 't' } },
  ];
  for (const event of events) hub.publish(event);
  hub.flush();
  const { data } = await one.next();
  expect(data).toEqual(expect.arrayContaining(events.slice(1)));
  expect(data).toHaveLength(6);
  expect(JSON.stringify(data).indexOf('"at":1')).toBeLessThan(JSON.stringify(data).indexOf('"at":2'));
  await one.cancel();
});

test('a new reader gets how things are, then what happens', async () => {
  const hub = createHub();
  const tab = reader(hub);
  const first = await tab.next();
  expect(first).toMatchObject({ event: 'reset', data: { composition, runs: [] } });
  expect(first.id).toMatch(/^[0-9a-f]{12}-0$/);
  hub.publish(span(1));
  hub.flush();
  expect(await tab.next()).toMatchObject({ event: 'batch', id: first.id.replace(/0$/, '1') });
});

test('a batch has the last word of each state, and all spans of a run together', async () => {
  const hub = createHub();
  const tab = reader(hub);
  await tab.next();
  for (const one of [run('running'), span(1), event, span(2), run('ok')]) hub.publish(one);
  hub.flush();
  const { data } = await tab.next();
  expect(data).toMatchObject([
    { type: 'spans', run: 'r', spans: [{ i: 1 }, { i: 2 }] },
    { type: 'run', run: { status: 'ok' } },
    { type: 'composition' },
  ]);
});

test('sends by itself after the batch time', async () => {
  const hub = createHub({ batchMs: 1 });
  const tab = reader(hub);
  await tab.next();
  hub.publish(span(1));
  expect((await tab.next()).event).toBe('batch');
});

test('one that comes back gets what it has missed, once and in order', async () => {
  const hub = createHub();
  const tab = reader(hub);
  await tab.next();
  hub.publish(span(1));
  hub.flush();
  const seen = await tab.next();
  await tab.cancel();
  expect(hub.connections).toBe(0);
  for (const i of [2, 3]) {
    hub.publish(span(i));
    hub.flush();
  }
  const again = reader(hub, seen.id);
  expect((await again.next()).data).toMatchObject([{ spans: [{ i: 2 }] }]);
  expect((await again.next()).data).toMatchObject([{ spans: [{ i: 3 }] }]);
});

test('one that has missed nothing gets nothing', async () => {
  const hub = createHub();
  hub.publish(span(1));
  hub.flush();
  const { id } = await reader(hub).next();
  const again = reader(hub, id);
  hub.publish(span(2));
  hub.flush();
  expect((await again.next()).data).toMatchObject([{ spans: [{ i: 2 }] }]);
});

test.each([
  ['too old', (id: string) => id.replace(/\d+$/, '0')],
  ['of another process', () => 'abcdefabcdef-3'],
  ['from the future', (id: string) => id.replace(/\d+$/, '99')],
  ['no id at all', () => 'nonsense'],
])('an id that is %s starts over', async (_what, change) => {
  const hub = createHub({ ringSize: 2 });
  for (const i of [1, 2, 3, 4]) {
    hub.publish(span(i));
    hub.flush();
  }
  const { id } = await reader(hub).next();
  expect(await reader(hub, change(id)).next()).toMatchObject({ event: 'reset', id });
});

test('the ring is bounded in bytes as well', async () => {
  const hub = createHub({ ringBytes: 300 });
  const { id } = await reader(hub).next();
  for (let i = 0; i < 10; i += 1) {
    hub.publish(span(i));
    hub.flush();
  }
  expect((await reader(hub, id).next()).event).toBe('reset');
});

test('a slow reader holds up nobody, and starts over', async () => {
  const hub = createHub();
  const slow = reader(hub);
  const quick = reader(hub);
  await slow.next();
  await quick.next();
  for (let i = 0; i < 250; i += 1) {
    hub.publish(span(i));
    hub.flush();
    expect((await quick.next()).event).toBe('batch');
  }
  const events: string[] = [];
  for (let i = 0; i < 3; i += 1) events.push((await slow.next()).event);
  expect(events).toContain('reset');
});

test('says now and then that it is still there', async () => {
  const hub = createHub({ heartbeatMs: 5 });
  const tab = reader(hub);
  await tab.next();
  expect(await tab.text()).toBe(': still here\n\n');
});

test('closing ends every stream, and a new one ends at once', async () => {
  const hub = createHub();
  const tab = reader(hub);
  await tab.next();
  await hub.close();
  expect(await tab.ended()).toBe(true);
  const late = reader(hub);
  await late.next();
  expect(await late.ended()).toBe(true);
  hub.publish(event);
});
