import type { StreamPage } from '@eyrie/contracts';
import { formatCursor, type Cursor } from '../cursor.ts';
import { channelFor, isExpired, type EventFilter } from './event-filter.ts';
import type { EventLogReader, LoggedEvent } from './event-log-reader.ts';
import { Skipped } from './skipped.ts';
import type { Tail } from './tail.ts';

/** Events read from the log at once, and answered at most. */
const pageSize = 200;
/** Numbers passed over at most in one answer, so that a narrow filter does not read a whole log. */
const skippedMax = 5_000;

export interface PageRequest {
  readonly log: EventLogReader;
  readonly tail: Pick<Tail, 'onceWoken'>;
  readonly begin: Cursor;
  readonly filter: EventFilter;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Reads what follows `begin`, waiting for it where nothing does. */
export async function readPage(
  request: PageRequest,
): Promise<Pick<StreamPage, 'cursor' | 'events' | 'gap'>> {
  const { log, tail, begin, filter, waitMs, signal } = request;
  const { epoch } = begin;
  const deadline = performance.now() + waitMs;
  const skipped = new Skipped();
  const events: LoggedEvent[] = [];
  let position = begin.seq;
  for (;;) {
    // Taken before the read: what is committed after it is either read or wakes us.
    const waiting = waitForWake(tail, deadline - performance.now(), signal);
    try {
      const page = await log.readAfter(position, pageSize);
      const nowMs = Date.now();
      for (const logged of page) {
        if (channelFor(filter, logged.event) === null) skipped.add('filtered');
        else if (isExpired(logged, nowMs)) skipped.add('expired');
        else events.push(logged);
        position = logged.seq;
      }
      const isFull = position - begin.seq >= skippedMax;
      if (events.length > 0 || isFull || performance.now() >= deadline || signal.aborted) break;
      if (page.length < pageSize && (await waiting.woken) === 'over') break;
    } finally {
      waiting.stop();
    }
  }
  const cursor = { epoch, seq: position };
  return {
    cursor: formatCursor(cursor),
    events: events.map(({ seq, event }) => ({ cursor: formatCursor({ epoch, seq }), event })),
    gap: skipped.isEmpty ? null : skipped.announce(epoch, begin.seq, position),
  };
}

type Woken = 'woken' | 'over';

function waitForWake(tail: PageRequest['tail'], ms: number, signal: AbortSignal) {
  let resolve: (woken: Woken) => void = () => undefined;
  const woken = new Promise<Woken>((settle) => {
    resolve = settle;
  });
  const timer = setTimeout(() => resolve('woken'), Math.max(0, ms));
  const forget = tail.onceWoken((isOver) => resolve(isOver ? 'over' : 'woken'));
  const onAbort = () => resolve('over');
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    woken,
    stop: () => {
      clearTimeout(timer);
      forget();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
