import { describe, expect, it } from '@jest/globals';
import { PacketMeter } from './packet-meter.ts';
import { TokenBucket } from './token-bucket.ts';

const limits = { beforeAcceptedMax: 100, packetMax: 1_000 };
const accepted = (): PacketMeter => {
  const meter = new PacketMeter(limits);
  meter.accept();
  return meter;
};
/** A packet of a type with so many bytes behind its header. */
const packet = (type: number, remaining: number): Buffer => {
  const length: number[] = [];
  let rest = remaining;
  do {
    length.push((rest % 128) | (rest >= 128 ? 0x80 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Buffer.concat([Buffer.from([type << 4, ...length]), Buffer.alloc(remaining)]);
};

describe('PacketMeter', () => {
  it('counts packets however the stream is cut', () => {
    const stream = Buffer.concat([packet(3, 0), packet(3, 127), packet(3, 128), packet(12, 0)]);
    expect(accepted().measure(stream)).toBe(4);
    const meter = accepted();
    let packets = 0;
    for (const byte of stream) packets += Number(meter.measure(Buffer.from([byte])));
    expect(packets).toBe(4);
  });

  it('turns away a claim at its header, before any of its bytes', () => {
    expect(accepted().measure(packet(3, 1_001).subarray(0, 3))).toBe('oversize');
    expect(accepted().measure(packet(3, 1_000))).toBe(1);
  });

  it('allows little before the connection is accepted, in one packet or in many', () => {
    expect(new PacketMeter(limits).measure(packet(1, 101).subarray(0, 2))).toBe('oversize');
    const meter = new PacketMeter(limits);
    expect(meter.measure(packet(1, 60))).toBe(1);
    expect(meter.measure(packet(3, 60))).toBe('oversize');
  });

  it('knows what is not MQTT', () => {
    expect(accepted().measure(Buffer.from([0x00]))).toBe('malformed');
    expect(accepted().measure(Buffer.from([0xff]))).toBe('malformed');
    expect(accepted().measure(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe('malformed');
  });
});

describe('TokenBucket', () => {
  it('lets a burst through and then so many a second', () => {
    const bucket = new TokenBucket(10, 5, 0);
    expect(bucket.take(5, 0)).toBe(0);
    expect(bucket.take(1, 0)).toBe(100);
    expect(bucket.take(0, 100)).toBe(0);
  });

  it('earns no more than a burst while it is quiet, and nothing when the clock goes back', () => {
    const bucket = new TokenBucket(10, 5, 0);
    expect(bucket.take(6, 60_000)).toBe(100);
    expect(bucket.take(0, 0)).toBe(100);
  });
});
