import { StreamHub, type StreamHubOptions } from '../src/server/stream-hub.ts';
import type { MemoryLog } from './memory-log.ts';

/** Makes hubs of one log each, and closes them all in the end. */
export class TestHubs {
  readonly #hubs: StreamHub[] = [];

  make(log: MemoryLog, options: Partial<StreamHubOptions> = {}): StreamHub {
    const hub = new StreamHub({ openLog: () => log, ...options });
    this.#hubs.push(hub);
    return hub;
  }

  closeAll(): void {
    for (const hub of this.#hubs.splice(0)) hub.close();
  }
}

/** Lets everything that is only waiting for settled promises go on. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Ids of events as the wire has them. */
export const idsFrom = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `0a0b0c0d:${from + i}`);
