import { describe, expect, it } from '@jest/globals';
import { createRequire } from 'node:module';
import path from 'node:path';

describe('the writer of MQTT packets', () => {
  it('is the same for the broker and for us, who tell it to keep little', () => {
    const own = createRequire(import.meta.url);
    const ofAedes = createRequire(path.join(path.dirname(own.resolve('aedes')), 'aedes.js'));
    expect(ofAedes.resolve('mqtt-packet')).toBe(own.resolve('mqtt-packet'));
  });
});
