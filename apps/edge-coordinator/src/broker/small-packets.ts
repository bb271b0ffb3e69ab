import packets from 'mqtt-packet';

/**
 * Of itself the writer of packets makes a buffer for each of the 65,536 numbers that a packet can have
 * when the first one is sent: 9 MB, for two bytes that are soon written anew. The writer that is told
 * here is aedes' own, as long as both stand on one version of the package (small-packets.spec.ts).
 */
export function keepPacketMemorySmall(): void {
  packets.writeToStream.cacheNumbers = false;
}
