import { WEIGHT, type LineLevel, type Threshold, type ThresholdLevel } from './log-levels.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a logger and all its descendants share. `Bound` is what one of them adds to its lines, `Options` and `Flushed`
 * are those of the port: this package is bundled into adapters and imports none of their types.
 */
export interface LoggerFamily<Bound, Options, Flushed> {
  readonly threshold: Threshold;
  /** Writes a line that the threshold lets through. Never throws; types promise strings and objects, callers may not. */
  write(level: LineLevel, message: unknown, bound: Bound, fields: unknown): void;
  /** The fields of a child: taken now, so that later changes to the caller's object do not matter. */
  bind(bound: Bound, fields: unknown): Bound;
  /** Sets the level of the whole family. An unknown one changes nothing and is reported. */
  setLevel(level: ThresholdLevel): void;
  flush(options: Options | undefined): Flushed;
}

/** One logger of a family, with the methods of the `Logger` port. A call below the level costs a comparison. */
export class FamilyLogger<Bound, Options, Flushed> {
  protected readonly family: LoggerFamily<Bound, Options, Flushed>;
  private readonly bound: Bound;

  constructor(family: LoggerFamily<Bound, Options, Flushed>, bound: Bound) {
    this.family = family;
    this.bound = bound;
  }

  trace(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.trace) this.family.write('trace', message, this.bound, fields);
  }

  debug(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.debug) this.family.write('debug', message, this.bound, fields);
  }

  info(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.info) this.family.write('info', message, this.bound, fields);
  }

  warn(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.warn) this.family.write('warn', message, this.bound, fields);
  }

  error(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.error) this.family.write('error', message, this.bound, fields);
  }

  fatal(message: string, fields?: Fields): void {
    if (this.family.threshold.weight <= WEIGHT.fatal) this.family.write('fatal', message, this.bound, fields);
  }

  child(fields: Fields): FamilyLogger<Bound, Options, Flushed> {
    return new FamilyLogger(this.family, this.family.bind(this.bound, fields));
  }

  get level(): ThresholdLevel {
    return this.family.threshold.level;
  }

  set level(level: ThresholdLevel) {
    this.family.setLevel(level);
  }

  isLevelEnabled(level: ThresholdLevel): boolean {
    return level !== 'silent' && WEIGHT[level] >= this.family.threshold.weight;
  }

  flush(options?: Options): Flushed {
    return this.family.flush(options);
  }
}
