import { createPinoLogger } from '@infra/logger-pino';
import { pino, type DestinationStream } from 'pino';
import type { Contestant } from '../harness/bench.js';

/** Lines of one pass. */
export const LINES = 200;

const MESSAGE = 'request handled';

function destination(): DestinationStream {
  return pino.destination({ dest: '/dev/null', sync: true });
}

/** What a logger writes for one line, for it must have written one. */
function answerOf(log: (stream: DestinationStream) => void): () => unknown {
  return () => {
    let written = '';
    log({ write: (line) => (written += line) });
    const { msg, status } = JSON.parse(written) as Readonly<Record<string, unknown>>;
    return `${String(msg)} ${String(status)}`;
  };
}

export function flatLoggers(): readonly Contestant[] {
  const raw = pino({}, destination());
  const own = createPinoLogger({ destination: destination() });
  return [
    {
      name: 'pino',
      answer: answerOf((stream) => pino({}, stream).info({ status: 200 }, MESSAGE)),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) {
          raw.info({ userId: 'u-1234', status: 200, cached: false }, MESSAGE);
        }
      },
    },
    {
      name: 'logger-pino',
      answer: answerOf((stream) => createPinoLogger({ destination: stream }).info(MESSAGE, { status: 200 })),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) {
          own.info(MESSAGE, { userId: 'u-1234', status: 200, cached: false });
        }
      },
    },
  ];
}

export function childLoggers(): readonly Contestant[] {
  const bindings = { service: 'orders', requestId: 'r-17' };
  const raw = pino({}, destination()).child(bindings);
  const own = createPinoLogger({ destination: destination() }).child(bindings);
  return [
    {
      name: 'pino',
      answer: answerOf((stream) => pino({}, stream).child(bindings).info({ status: 200 }, MESSAGE)),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) {
          raw.info({ userId: 'u-1234', status: 200, cached: false }, MESSAGE);
        }
      },
    },
    {
      name: 'logger-pino',
      answer: answerOf((stream) => {
        createPinoLogger({ destination: stream }).child(bindings).info(MESSAGE, { status: 200 });
      }),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) {
          own.info(MESSAGE, { userId: 'u-1234', status: 200, cached: false });
        }
      },
    },
  ];
}

export function deepLoggers(): readonly Contestant[] {
  const raw = pino({}, destination());
  const redacting = pino({ redact: ['user.password'] }, destination());
  const own = createPinoLogger({ destination: destination() });
  const fields = {
    status: 200,
    user: { id: 'u-1', password: 'hunter2', roles: ['a', 'b'], address: { city: 'Bern', zip: 3000 } },
  };
  return [
    {
      name: 'pino',
      note: 'without redaction',
      answer: answerOf((stream) => pino({}, stream).info(fields, MESSAGE)),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) raw.info(fields, MESSAGE);
      },
    },
    {
      name: 'pino, redact',
      note: 'one path, which has to be known',
      answer: answerOf((stream) => pino({ redact: ['user.password'] }, stream).info(fields, MESSAGE)),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) redacting.info(fields, MESSAGE);
      },
    },
    {
      name: 'logger-pino',
      note: '49 keys at any depth, case-insensitive; URLs; a copy',
      answer: answerOf((stream) => createPinoLogger({ destination: stream }).info(MESSAGE, fields)),
      run: async (passes) => {
        for (let left = passes * LINES; left > 0; left -= 1) own.info(MESSAGE, fields);
      },
    },
  ];
}
