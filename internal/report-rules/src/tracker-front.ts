import type { CaptureOptions, Clock } from '@infra/core';
import { uuidv7 } from '@internal/ids';
import { createRedactor, DEFAULT_REDACT_KEYS, plainMessage, type Redactor } from '@internal/redaction';
import { exceptionsOf, plainOptions } from './report-content.js';
import type { Report } from './report.js';

export interface TrackerFrontOptions {
  readonly clock: Clock;
  /** Secret keys beside the default ones. */
  readonly redactKeys: readonly string[];
  /** Takes each report. What it throws goes to `onThrown`, and the report counts as dropped. */
  readonly keep: (report: Report) => void;
  /** Told of what a clock or `keep` threw. It must not throw. */
  readonly onThrown: (cause: unknown) => void;
}

/** All of an error tracker but where its reports go: whatever was thrown becomes plain data, without secrets and of bounded size. */
export class TrackerFront {
  isClosed = false;
  private readonly options: TrackerFrontOptions;
  private readonly redact: Redactor;

  constructor(options: TrackerFrontOptions) {
    this.options = options;
    this.redact = createRedactor({ keys: [...DEFAULT_REDACT_KEYS, ...options.redactKeys] });
  }

  captureException(error: unknown, options?: CaptureOptions): string | undefined {
    return this.capture('error', options, () => {
      const exceptions = exceptionsOf(this.redact, error);
      return { message: exceptions[0]?.message ?? '', exceptions };
    });
  }

  captureMessage(message: string, options?: CaptureOptions): string | undefined {
    return this.capture('info', options, () => ({ message: plainMessage(this.redact, message), exceptions: [] }));
  }

  /** From now on nothing is reported. */
  close(): void {
    this.isClosed = true;
  }

  private capture(
    defaultLevel: Report['level'],
    options: unknown,
    content: () => Pick<Report, 'message' | 'exceptions'>,
  ): string | undefined {
    if (this.isClosed) return undefined;
    try {
      // A copy: a clock may hand out one date and move it on.
      const time = new Date(this.options.clock.now());
      const { level = defaultLevel, ...rest } = plainOptions(this.redact, options);
      const report = { id: uuidv7(time.getTime()), level, time, ...content(), ...rest };
      this.options.keep(report);
      return report.id;
    } catch (cause) {
      this.options.onThrown(cause);
      return undefined;
    }
  }
}
