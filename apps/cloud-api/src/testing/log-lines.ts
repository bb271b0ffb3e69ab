import { createLogger } from '@eyrie/platform';

/** A logger that keeps its lines, at the level that tells most. */
export function newLogLines() {
  const lines: string[] = [];
  const logger = createLogger(
    { name: 'test', level: 'trace' },
    { write: (line: string) => void lines.push(line) },
  );
  return { logger, lines };
}
