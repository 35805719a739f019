import type { Connections } from './connections.js';

/** Told of a notification; `undefined` says that some may have been lost. */
export type Listener = (payload: string | undefined) => void;

/** Who listens to a channel of the database: all of them over one connection, which is there as long as anybody does. */
export class Notifications {
  private readonly connections: Connections;
  private readonly channel: string;
  private readonly listeners = new Set<Listener>();
  private listening: Promise<() => Promise<void>> | undefined;

  constructor(connections: Connections, channel: string) {
    this.connections = connections;
    this.channel = channel;
  }

  /** Resolves when nothing is missed any more. Gives what ends it. */
  async add(listener: Listener): Promise<() => Promise<void>> {
    this.listeners.add(listener);
    const listening = (this.listening ??= this.connections.listen(this.channel, (payload) => this.tell(payload)));
    try {
      await listening;
    } catch (cause) {
      this.listeners.delete(listener);
      if (this.listening === listening) this.listening = undefined;
      throw cause;
    }
    return () => this.remove(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
    await this.stop();
  }

  private async remove(listener: Listener): Promise<void> {
    this.listeners.delete(listener);
    if (this.listeners.size === 0) await this.stop();
  }

  private async stop(): Promise<void> {
    const { listening } = this;
    this.listening = undefined;
    const end = await listening?.catch(() => undefined);
    await end?.();
  }

  private tell(payload: string | undefined): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(payload);
      } catch {
        // Whoever listens must not throw; what it throws must harm nobody else.
      }
    }
  }
}
