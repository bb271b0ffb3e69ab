import { describe, expect, it } from '@jest/globals';
import type { SiteManifest } from '@eyrie/contracts';
import { createLogger } from '@eyrie/platform';
import { followLogLevel } from './follow-log-level.ts';

describe('how much a coordinator logs', () => {
  it('follows the manifest, and is as at the start where that says nothing', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const log = createLogger({ name: 'test', level: 'info', isAdjustable: true }, destination);
    const early = log.child({ part: 'early' });
    const listeners: (() => void)[] = [];
    const manifestWith = (logLevel: object) =>
      ({
        devices: [
          { deviceId: 'other', logLevel: 'error' },
          { deviceId: 'own', ...logLevel },
        ],
      }) as unknown as SiteManifest;
    const source = {
      manifest: manifestWith({}),
      onChange: (listener: () => void) => {
        listeners.push(listener);
        return () => undefined;
      },
    };
    followLogLevel(source, 'own', log);
    const writtenWith = (logLevel: object): number => {
      source.manifest = manifestWith(logLevel);
      for (const listener of listeners) listener();
      lines.length = 0;
      early.debug('d');
      early.info('i');
      early.warn('w');
      return lines.length;
    };
    expect(writtenWith({})).toBe(2);
    expect(writtenWith({ logLevel: 'debug' })).toBe(3);
    expect(writtenWith({ logLevel: 'warn' })).toBe(1);
    expect(writtenWith({})).toBe(2);
  });
});
