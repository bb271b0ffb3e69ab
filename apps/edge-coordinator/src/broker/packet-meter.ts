/** What a connection may send; lengths in bytes of whole packets. */
export interface PacketLimits {
  /** Of everything before the connection is accepted. */
  readonly beforeAcceptedMax: number;
  /** Of one packet afterwards. */
  readonly packetMax: number;
}

export type PacketFault = 'malformed' | 'oversize';

/**
 * Follows the borders of MQTT packets in a byte stream (MQTT 3.1.1 section 2.2) without keeping any
 * of it, so that a claim of 256 MB is turned away at its header. The parser behind it keeps a packet
 * until it is whole and has no limit of its own.
 */
export class PacketMeter {
  readonly #limits: PacketLimits;
  #accepted = false;
  #bytesBeforeAccepted = 0;
  #state: 'type' | 'length' | 'body' = 'type';
  #remaining = 0;
  #lengthBytes = 0;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /** The broker accepted the connection: from now on the limit is on each packet. */
  accept(): void {
    this.#accepted = true;
  }

  /** Counts the packets that begin in the chunk, or says what is wrong with it. */
  measure(chunk: Uint8Array): number | PacketFault {
    if (!this.#accepted) {
      this.#bytesBeforeAccepted += chunk.length;
      if (this.#bytesBeforeAccepted > this.#limits.beforeAcceptedMax) return 'oversize';
    }
    let packets = 0;
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'body') {
        const step = Math.min(this.#remaining, chunk.length - at);
        at += step;
        this.#remaining -= step;
        if (this.#remaining === 0) this.#state = 'type';
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (this.#state === 'type') {
        // Types 0 and 15 are forbidden (2.2.1): what speaks so is not MQTT.
        const type = byte >> 4;
        if (type === 0 || type === 15) return 'malformed';
        this.#state = 'length';
        this.#remaining = 0;
        this.#lengthBytes = 0;
        packets += 1;
        continue;
      }
      const fault = this.#readLength(byte);
      if (fault) return fault;
    }
    return packets;
  }

  #readLength(byte: number): PacketFault | null {
    this.#remaining += (byte & 0x7f) * 128 ** this.#lengthBytes;
    this.#lengthBytes += 1;
    const most = this.#accepted ? this.#limits.packetMax : this.#limits.beforeAcceptedMax;
    if (this.#remaining > most) return 'oversize';
    if (byte & 0x80) return this.#lengthBytes === 4 ? 'malformed' : null;
    this.#state = this.#remaining === 0 ? 'type' : 'body';
    return null;
  }
}
