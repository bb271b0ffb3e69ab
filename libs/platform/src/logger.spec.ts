import { describe, expect, it } from '@jest/globals';
import { createLogger, setLogLevel, type LogLevel } from './logger.ts';

function rig(level: LogLevel, isAdjustable: boolean) {
  const lines: { level: string }[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as never) };
  const log = createLogger({ name: 'test', level, isAdjustable }, destination);
  const child = log.child({ part: 'child' });
  const written = (): string[] => {
    lines.length = 0;
    for (const one of [log, child]) {
      one.error('e');
      one.info('i');
      one.debug('d');
    }
    return lines.map((line) => line.level);
  };
  return { log, child, written };
}

describe('the level of a logger', () => {
  it('can be changed for it and for children that were made before', () => {
    const { log, child, written } = rig('info', true);
    expect(written()).toEqual(['error', 'info', 'error', 'info']);
    setLogLevel(child, 'debug');
    expect(written()).toEqual(['error', 'info', 'debug', 'error', 'info', 'debug']);
    setLogLevel(log, 'error');
    expect(written()).toEqual(['error', 'error']);
    setLogLevel(log, 'silent');
    expect(written()).toEqual([]);
    setLogLevel(log, null);
    expect(written()).toEqual(['error', 'info', 'error', 'info']);
  });

  it('stays where it was made not to be adjusted', () => {
    const { log, written } = rig('error', false);
    setLogLevel(log, 'debug');
    expect(written()).toEqual(['error', 'error']);
  });
});
