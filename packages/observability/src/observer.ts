import type { AsyncResult, Call, Layer } from '@infra/core';
import type { Broken } from './containment.js';
import { endingOf, endingOfError, type Ending } from './outcome.js';

/** What is done before and after every call, by whoever only watches. */
export interface CallObserver<State> {
  begin(call: Call): State;
  end(state: State, ending: Ending, call: Call): void;
}

/** A layer that watches: it hands on what it gets, both ways, and whatever the observer throws ends here. */
export function watching<State>(observer: CallObserver<State>, broken: Broken): Layer {
  const end = (state: State | undefined, ending: Ending, call: Call): void => {
    if (state === undefined) return;
    try {
      observer.end(state, ending, call);
    } catch (cause) {
      broken(cause);
    }
  };
  return (next) =>
    async (call): AsyncResult<unknown> => {
      let state: State | undefined;
      try {
        state = observer.begin(call);
      } catch (cause) {
        broken(cause);
      }
      try {
        const result = await next(call);
        end(state, endingOf(result), call);
        return result;
      } catch (cause) {
        // A layer further in that breaks the rule and throws: seen here, and none of this layer's business.
        end(state, endingOfError(cause), call);
        throw cause;
      }
    };
}
