import { describe, expect, it } from '@jest/globals';
import { prng } from '../core/prng.ts';
import { NOTHING } from '../core/state.ts';
import { decodeHello, encodeHello } from './hello.ts';
import { decodeSnapshotFrame, encodeSnapshotFrame, type SnapshotFrame } from './snapshot-codec.ts';

const confState = { ...NOTHING.confState, voters: [1, 2], learners: [3] };
const meta = { id: '3-42', index: 42, term: 3, confState };
const FRAMES: SnapshotFrame[] = [
  {
    kind: 'offer',
    offer: { type: 'snapshot', from: 1, to: 2, term: 5, snapshot: meta, epoch: 7 },
    info: { meta, lengthBytes: 2 ** 40, sha256: '0f'.repeat(32) },
  },
  { kind: 'accept', offset: 2 ** 33 },
  { kind: 'piece', offset: 65_536, content: Uint8Array.of(1, 2, 3) },
  { kind: 'progress', offset: 7 },
  { kind: 'end' },
  { kind: 'done' },
  { kind: 'refuse', reason: 'mismatch' },
];

describe("the frames of a snapshot's connection", () => {
  it.each(FRAMES.map((frame) => [frame.kind, frame] as const))(
    'carry %s unchanged',
    (_kind, frame) => {
      expect(decodeSnapshotFrame(encodeSnapshotFrame(frame))).toEqual(frame);
    },
  );

  it('keep their bytes: an older member must still understand them', () => {
    const hex = FRAMES.slice(1).map((frame) => Buffer.from(encodeSnapshotFrame(frame)));
    expect(hex.map((each) => each.toString('hex'))).toEqual([
      '01020000000200000000',
      '0103000000000001000000000003010203',
      '01040000000000000007',
      '0105',
      '0106',
      '010702',
    ]);
  });

  it('are refused when cut short, too long, of another version or garbage', () => {
    const rng = prng(5);
    for (const frame of FRAMES) {
      const bytes = encodeSnapshotFrame(frame).slice();
      for (let length = 0; length < bytes.length; length += 1) {
        expect(() => decodeSnapshotFrame(bytes.subarray(0, length))).toThrow('cannot be read');
      }
      expect(() => decodeSnapshotFrame(Buffer.concat([bytes, bytes]))).toThrow('cannot be read');
      expect(() => decodeSnapshotFrame(Uint8Array.of(2, ...bytes.subarray(1)))).toThrow('version');
      for (let round = 0; round < 500; round += 1) {
        const spoilt = bytes.slice();
        spoilt[rng.below(spoilt.length)] = rng.below(256);
        try {
          decodeSnapshotFrame(spoilt);
        } catch (error) {
          expect(String(error)).toMatch('cannot be read');
        }
      }
    }
  });

  it('follow a greeting that says so; one that does not is for messages, as ever', () => {
    const hello = { clusterId: 'site-1', from: 1, to: 2 };
    expect(decodeHello(encodeHello(hello))).toEqual({ ...hello, purpose: 'messages' });
    const snapshot = { ...hello, purpose: 'snapshot' } as const;
    expect(decodeHello(encodeHello(snapshot))).toEqual(snapshot);
    const unknown = Buffer.concat([encodeHello(hello), Uint8Array.of(3)]);
    expect(() => decodeHello(unknown)).toThrow('an unknown purpose');
  });
});
