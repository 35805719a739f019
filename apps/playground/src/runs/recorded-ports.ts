import { decorate, eventBusSpec, jobQueueSpec, rateLimiterSpec, storageSpec } from '@infra/layers';
import type { Composition } from '../contract.js';
import { decorateData } from '../data/around-data.js';
import type { Ports } from '../providers/registry.js';
import type { ScenarioPorts } from '../scenarios/scenario.js';
import { recordingCache } from './recording-cache.js';
import { recordingLayer } from './recording-layer.js';
import type { SpanRecorder } from './span-recorder.js';

/** The ports that do I/O, with every call recorded. For a port without a recorder of its own, the layer does. */
export function recordedPorts(
  ports: Readonly<Ports>,
  recorder: SpanRecorder,
  composition: Composition,
): Omit<ScenarioPorts, 'logger'> {
  return {
    cache: recordingCache(ports.cache, recorder, composition.cache),
    database: decorateData(
      ports.database,
      composition.database,
      recordingLayer(recorder, 'database', composition.database),
    ),
    ratelimit: decorate(ports.ratelimit, rateLimiterSpec, recordingLayer(recorder, 'ratelimit', composition.ratelimit)),
    queue: decorate(ports.queue, jobQueueSpec, recordingLayer(recorder, 'queue', composition.queue)),
    events: decorate(ports.events, eventBusSpec, recordingLayer(recorder, 'events', composition.events)),
    storage: decorate(ports.storage, storageSpec, recordingLayer(recorder, 'storage', composition.storage)),
  };
}
