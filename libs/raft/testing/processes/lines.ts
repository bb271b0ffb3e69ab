import type { Readable } from 'node:stream';

/** Calls back with each line of JSON; what is no JSON is somebody else's output and left out. */
export function readLines(stream: Readable, onLine: (value: unknown) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const value = parse(line);
      if (value !== undefined) onLine(value);
    }
  });
}

export function lineOf(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
