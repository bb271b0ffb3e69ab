import type { EventLogReader, LoggedEvent, LogPosition } from '../src/index.ts';

/** An event log in memory, for the tests of this library. */
export class MemoryLog implements EventLogReader {
  epoch = '0a0b0c0d';
  /** Numbers up to this one have been forgotten. */
  forgotten = 0;
  reads = 0;
  now: () => number = () => Date.now();
  readonly #events: LoggedEvent[] = [];

  /** Appends events that differ from an ordinary one in what is given. */
  append(
    count = 1,
    data: Record<string, unknown> = {},
    changes: Partial<LoggedEvent['event']> = {},
  ): void {
    for (let i = 0; i < count; i += 1) {
      const seq = this.#events.length + 1;
      this.#events.push({
        seq,
        loggedAt: this.now(),
        event: {
          id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`,
          type: 'system.status',
          timestamp: '2026-05-01T10:00:00.000Z',
          site_id: null,
          device_id: null,
          camera_id: null,
          sequence_number: seq,
          data,
          priority: 'normal',
          ...changes,
        },
      });
    }
  }

  async position(): Promise<LogPosition> {
    await Promise.resolve();
    return { epoch: this.epoch, head: this.#events.length, oldest: this.forgotten };
  }

  async readAfter(seq: number, limit: number): Promise<LoggedEvent[]> {
    this.reads += 1;
    await Promise.resolve();
    const from = Math.max(seq, this.forgotten);
    return this.#events.slice(from, from + limit);
  }
}
