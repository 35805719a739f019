import type { SpanAttributes } from '@infra/core';
import type { CallKind } from './call-kinds.js';

/** Ports for which OpenTelemetry has names of its own, and what they begin with. https://opentelemetry.io/docs/specs/semconv/ */
const CONVENTIONS: ReadonlyMap<string, 'db' | 'messaging'> = new Map([
  ['cache', 'db'],
  ['repository', 'db'],
  ['queue', 'messaging'],
  ['events', 'messaging'],
]);

/** What a span says of a call: never its arguments. */
export function attributesOf({ port, provider, operation }: CallKind): SpanAttributes {
  const own = { 'infra.port': port, 'infra.provider': provider, 'infra.operation': operation };
  switch (CONVENTIONS.get(port)) {
    case 'db':
      return Object.freeze({ ...own, 'db.system.name': provider, 'db.operation.name': operation });
    case 'messaging':
      return Object.freeze({ ...own, 'messaging.system': provider, 'messaging.operation.name': operation });
    case undefined:
      return Object.freeze(own);
  }
}
