import { describe, expect, it } from '@jest/globals';
import { prng } from '../core/prng.ts';
import type { ConfState, Message } from '../core/types.ts';
import { encodeFrame, FrameReader } from './frame.ts';
import { decodeMessage, encodeMessage } from './message-codec.ts';

const envelope = { from: 1, to: 4_294_967_295, term: 2 ** 51 };
const known = { ...envelope, incarnation: '0123456789abcdef' };
const confState: ConfState = {
  voters: [1, 2],
  votersOutgoing: [2, 3],
  learners: [4],
  learnersNext: [3],
  autoLeave: true,
  index: 7,
  heldLearners: [4],
  identities: [{ nodeId: 1, incarnation: '0123456789abcdef' }],
  retired: [{ nodeId: 4, incarnation: 'fedcba9876543210' }],
};
const data = new Uint8Array([1, 2, 3]);

const MESSAGES: Message[] = [
  { type: 'pre-vote', ...envelope, lastIndex: 7, lastTerm: 3 },
  { type: 'vote', ...envelope, lastIndex: 2 ** 50, lastTerm: 3 },
  { type: 'pre-vote-reply', ...envelope, granted: true },
  { type: 'vote-reply', ...envelope, granted: false },
  {
    type: 'append',
    ...envelope,
    prevIndex: 4,
    prevTerm: 2,
    commit: 3,
    epoch: 9,
    entries: [
      { index: 5, term: 2, type: 'normal', data },
      { index: 6, term: 3, type: 'blank', data: new Uint8Array() },
    ],
  },
  { type: 'append-accepted', ...envelope, match: 6, epoch: 9 },
  { type: 'append-rejected', ...envelope, rejectedIndex: 4, hintIndex: 3, hintTerm: 1, epoch: 9 },
  { type: 'heartbeat', ...envelope, commit: 3, epoch: 9, readPosition: 5 },
  { type: 'heartbeat-reply', ...envelope, epoch: 9, readPosition: 5 },
  { type: 'vote', ...known, lastIndex: 7, lastTerm: 3, isTransfer: true },
  {
    type: 'append',
    ...known,
    prevIndex: 0,
    prevTerm: 0,
    commit: 0,
    epoch: 1,
    entries: [{ index: 1, term: 1, type: 'conf', data }],
    founding: confState,
  },
  { type: 'snapshot', ...known, epoch: 2, snapshot: { id: '7-3', index: 7, term: 3, confState } },
  { type: 'timeout-now', ...known, epoch: 2 },
  { type: 'read-request', ...known, token: 2 ** 40, life: 77 },
  { type: 'read-reply', ...known, token: 2 ** 40, life: 77, index: 12 },
];

describe('the wire', () => {
  it.each(MESSAGES.map((message) => [message.type, message] as const))(
    'carries %s unchanged',
    (_type, message) => {
      expect(decodeMessage(encodeMessage(message))).toEqual(message);
    },
  );

  it('keeps its bytes: an older member must still understand them', () => {
    expect(Buffer.from(encodeMessage(MESSAGES[8]!)).toString('hex')).toBe(
      '0900000001ffffffff000800000000000000000000090000000000000005',
    );
    expect(encodeFrame(data).toString('hex')).toBe('455952010000000355bc801d010203');
  });

  it('refuses what is cut short or too long, and throws nothing else on garbage', () => {
    const rng = prng(3);
    for (const message of MESSAGES) {
      const bytes = encodeMessage(message);
      for (let length = 0; length < bytes.length; length += 1) {
        expect(() => decodeMessage(bytes.subarray(0, length))).toThrow('cannot be read');
      }
      expect(() => decodeMessage(Buffer.concat([bytes, data]))).toThrow('cannot be read');
      for (let round = 0; round < 300; round += 1) {
        const spoilt = bytes.slice();
        spoilt[rng.below(spoilt.length)] = rng.below(256);
        try {
          decodeMessage(spoilt);
        } catch (error) {
          expect(String(error)).toMatch('cannot be read');
        }
      }
    }
  });

  it('finds the frames however the stream is cut', () => {
    const stream = Buffer.concat(MESSAGES.map((message) => encodeFrame(encodeMessage(message))));
    for (const size of [1, 2, 3, 7, 13, 64, stream.length]) {
      const reader = new FrameReader(1000);
      const bodies: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) {
        const read = reader.read(stream.subarray(at, at + size));
        if (typeof read === 'string') throw new Error(read);
        bodies.push(...read);
      }
      expect(bodies.map(decodeMessage)).toEqual(MESSAGES);
    }
  });
});
