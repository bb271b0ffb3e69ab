import { createLogger } from '../logger.ts';

/** A process that logs as it is told, and answers beside its log that it still works. */
const log = createLogger({ name: 'logging', level: 'info' });
let written = 0;

process.on('message', (told: { lines?: number; exit?: number }) => {
  for (let line = 0; line < (told.lines ?? 0); line += 1) {
    written += 1;
    log.info({ event: 'counted', written }, 'x'.repeat(200));
  }
  if (told.exit !== undefined) process.exit(told.exit);
  process.send?.({ written, rss: process.memoryUsage.rss() });
});
