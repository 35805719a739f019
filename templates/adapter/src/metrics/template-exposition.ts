import { err, type AsyncResult, type MetricSample } from '@infra/core';
import { errors } from './errors.js';

/** How the series leave the process. Names, labels, caps and NaN are dealt with: what comes here is to be written down. */
export class TemplateExposition {
  /** The media type of what is rendered. */
  readonly contentType: string = 'text/plain; charset=utf-8';

  /**
   * All series as a scraper reads them. A large text is written in slices, so that it does not hold the event loop; where values are
   * pushed instead, have a timer that is not referenced do that, and take `exposition` out of the metrics.
   */
  async render(_samples: readonly MetricSample[], _signal: AbortSignal | undefined): AsyncResult<string> {
    return err(errors.notWritten('render'));
  }

  /** Releases what was opened here, within the deadline even when nobody reads. Called once. */
  async close(_deadlineMs: number): AsyncResult<void> {
    return err(errors.notWritten('close'));
  }
}
