import type { Clock } from '@infra/core';

/** Sleeps until its time is over or somebody wakes it, also if that was just before. */
export class Sleeper {
  private readonly clock: Clock;
  private isAwake = false;
  private end: (() => void) | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** What is woken while nobody sleeps does not fall asleep the next time. */
  wake(): void {
    this.isAwake = true;
    this.end?.();
  }

  /** From now on only what comes later wakes. */
  begin(): void {
    this.isAwake = false;
  }

  async sleep(ms: number): Promise<void> {
    if (this.isAwake) return;
    await new Promise<void>((resolve) => {
      const cancel = this.clock.schedule(ms, () => this.end?.());
      this.end = () => {
        this.end = undefined;
        cancel();
        resolve();
      };
    });
  }
}
