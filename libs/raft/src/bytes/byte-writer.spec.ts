import { describe, expect, it } from '@jest/globals';
import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';

describe('a byte writer', () => {
  it('grows at whichever value happens to overflow it', () => {
    for (let capacity = 1; capacity < 60; capacity += 1) {
      const written = new ByteWriter(capacity)
        .u8(7)
        .u32(0xdeadbeef)
        .u64(2 ** 50 + 3)
        .string('site_01h455vb4pex5vsknk084sn02q:1')
        .finish();
      const reader = new ByteReader(written);
      expect([reader.u8(), reader.u32(), reader.u64(), reader.string()]).toEqual([
        7,
        0xdeadbeef,
        2 ** 50 + 3,
        'site_01h455vb4pex5vsknk084sn02q:1',
      ]);
      reader.end();
    }
  });
});
