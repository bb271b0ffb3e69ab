import { createRequire } from 'node:module';

interface PacketWriter {
  readonly writeToStream: { cacheNumbers: boolean };
}

/**
 * Of itself the writer of packets makes a buffer for each of the 65,536 numbers that a packet can have
 * when the first one is sent: 9 MB, for two bytes that are soon written anew. It is aedes' own copy of
 * the writer that has to be told.
 */
export function keepPacketMemorySmall(): void {
  const ofAedes = createRequire(import.meta.resolve('aedes'));
  const { writeToStream } = ofAedes('mqtt-packet') as PacketWriter;
  writeToStream.cacheNumbers = false;
}
