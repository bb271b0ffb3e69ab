import { setTimeout as delay } from 'node:timers/promises';
import type { SiteStatus } from '@eyrie/contracts';
import type { Coordinators } from './coordinators.ts';

export interface WatchOptions {
  readonly find: () => Promise<Coordinators>;
  readonly format: (status: SiteStatus) => string;
  readonly out: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  readonly everyMs?: number;
}

/** Shows the site until the signal: drawn over itself on a terminal, one after the other elsewhere. */
export async function watchSite(options: WatchOptions): Promise<void> {
  const { find, format, out, signal, everyMs = 1_000 } = options;
  const isTerminal = out.isTTY;
  if (isTerminal) out.write('\u001B[?25l\u001B[2J');
  try {
    while (!signal.aborted) {
      // Looked up anew each time: coordinators come and go while one watches.
      const text = await find()
        .then((coordinators) => coordinators.status())
        .then(format, (error: unknown) => (error instanceof Error ? error.message : String(error)));
      out.write(isTerminal ? drawn(text) : `${text}\n`);
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    if (isTerminal) out.write('\u001B[?25h');
  }
}

/** From the top, each line cleared to its end, so that nothing flickers. */
function drawn(text: string): string {
  const lines = text.split('\n').map((line) => `${line}\u001B[K`);
  return `\u001B[H${lines.join('\n')}\n\u001B[J`;
}
