import { keyOf } from './chaos-events.js';
import type { ChaosReport } from './chaos.js';

/** What the workers of chaos.ts have said. */
export class ChaosLog {
  private readonly firstBegins = new Map<number, bigint>();
  private readonly firstEnds = new Map<number, bigint>();
  private readonly ends = new Map<number, number>();
  private readonly firstRuns = new Map<number, number>();
  private readonly wrong: number[] = [];
  private redeliveries = 0;

  /** @param at on the machine's clock, which all processes share */
  add(word: string, seq: number, run: number, at: bigint): void {
    if (word === 'wrong') this.wrong.push(seq);
    if (word === 'begin' || word === 'again') {
      keepLeast(this.firstBegins, seq, at);
      if (run === 1) this.firstRuns.set(seq, (this.firstRuns.get(seq) ?? 0) + 1);
      if (word === 'again') this.redeliveries += 1;
    }
    if (word === 'end') {
      keepLeast(this.firstEnds, seq, at);
      this.ends.set(seq, (this.ends.get(seq) ?? 0) + 1);
    }
  }

  report(
    events: number,
    keys: number,
  ): Pick<ChaosReport, 'lost' | 'wrong' | 'duplicates' | 'redeliveries' | 'unsaid' | 'overtaken'> {
    const all = Array.from({ length: events }, (_, seq) => seq);
    return {
      lost: all.filter((seq) => !this.ends.has(seq)),
      wrong: this.wrong,
      duplicates: [...this.ends.values()].reduce((sum, times) => sum + times - 1, 0),
      redeliveries: this.redeliveries,
      unsaid: [...this.firstRuns].filter(([, times]) => times > 1).map(([seq]) => seq),
      overtaken: this.overtaken(all, keys),
    };
  }

  private overtaken(all: readonly number[], keys: number): readonly (readonly [number, number])[] {
    const before = new Map<string, number>();
    const found: (readonly [number, number])[] = [];
    for (const seq of all) {
      const key = keyOf(seq, keys);
      if (key === undefined) continue;
      const previous = before.get(key);
      before.set(key, seq);
      const ended = previous === undefined ? 0n : this.firstEnds.get(previous);
      const begun = this.firstBegins.get(seq);
      if (previous !== undefined && (ended === undefined || begun === undefined || begun < ended)) {
        found.push([previous, seq]);
      }
    }
    return found;
  }
}

function keepLeast(map: Map<number, bigint>, seq: number, at: bigint): void {
  const known = map.get(seq);
  if (known === undefined || at < known) map.set(seq, at);
}
