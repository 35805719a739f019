import { Socket } from 'node:net';
import { Lane, type LaneControl } from './tcp-proxy-lane.js';

/** What a link tells the proxy that made it. */
export interface LinkEvents {
  /** Both of its sockets are closed. */
  readonly onGone: () => void;
  /** It was destroyed because its limit of bytes was reached. */
  readonly onSpent: () => void;
}

/** One client's connection and its counterpart to the server. */
export class Link {
  readonly #client: Socket;
  readonly #upstream = new Socket({ allowHalfOpen: true });
  readonly #target: { readonly host: string; readonly port: number };
  readonly #control: LaneControl;
  readonly #toServer: Lane;
  readonly #fromServer: Lane;
  #connected = false;

  constructor(
    client: Socket,
    target: { readonly host: string; readonly port: number },
    control: LaneControl,
    events: LinkEvents,
  ) {
    this.#client = client;
    this.#target = target;
    this.#control = control;
    this.#toServer = new Lane(client, this.#upstream, control);
    this.#fromServer = new Lane(this.#upstream, client, control);
    this.#fromServer.onSpent = () => {
      this.destroy();
      events.onSpent();
    };
    for (const socket of [client, this.#upstream]) {
      // What failed is no news: the `close` that follows travels to the other side.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (client.destroyed && this.#upstream.destroyed) events.onGone();
      });
    }
  }

  /** Whether the client still holds it open; one that has said goodbye does not, even while nothing can pass. */
  get open(): boolean {
    return !this.#client.destroyed && !this.#client.readableEnded;
  }

  /** Ends it after `bytes` more bytes from the server; `undefined` takes the limit away. */
  limit(bytes: number | undefined): void {
    this.#fromServer.budget = bytes;
  }

  /** Catches up with a changed control. */
  apply(): void {
    // Not before a black hole ends: a new connection must not learn whether there is a server behind it.
    if (!this.#control.frozen && !this.#connected) {
      if (this.#client.destroyed) return this.destroy();
      this.#connected = true;
      this.#upstream.connect(this.#target);
    }
    this.#toServer.flush();
    this.#fromServer.flush();
  }

  /** Closes both sides at once. */
  destroy(): void {
    this.#toServer.discard();
    this.#fromServer.discard();
    this.#client.destroy();
    this.#upstream.destroy();
  }
}
