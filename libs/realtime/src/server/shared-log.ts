import { Coalesced } from './coalesced.ts';
import type { EventLogReader, LoggedEvent, LogPosition } from './event-log-reader.ts';

/** One log for many who ask the same at the same time, such as all clients of a replica that died. */
export class SharedLog implements EventLogReader {
  readonly #log: EventLogReader;
  readonly #position: Coalesced<LogPosition>;
  readonly #reads = new Map<string, Coalesced<LoggedEvent[]>>();

  constructor(log: EventLogReader) {
    this.#log = log;
    this.#position = new Coalesced(() => this.#log.position());
  }

  position(): Promise<LogPosition> {
    return this.#position.ask();
  }

  async readAfter(seq: number, limit: number): Promise<LoggedEvent[]> {
    const key = `${seq} ${limit}`;
    let read = this.#reads.get(key);
    if (!read) {
      read = new Coalesced(() => this.#log.readAfter(seq, limit));
      this.#reads.set(key, read);
    }
    try {
      return await read.ask();
    } finally {
      if (read.isIdle) this.#reads.delete(key);
    }
  }
}
