/** Makes a `T` from options. Synchronous and without I/O: connecting happens on first use. */
export interface Factory<T, Options = void> {
  create(options: Options): T;
}

/** One of several interchangeable ways to turn an input into an output. */
export interface Strategy<Input, Output> {
  execute(input: Input): Output;
}

/** Gives back something of the same shape that does more. A `Layer` is one over a call. */
export type Decorator<T> = (inner: T) => T;

/** Is told of events. It must not throw; one failing observer never affects another. */
export interface Observer<Event> {
  notify(event: Event): void;
}
