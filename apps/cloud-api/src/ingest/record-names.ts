import { recordNameSchema, uuidFromId } from '@eyrie/contracts';

/** A record's place within its device. */
export interface RecordName {
  readonly bootEpoch: string;
  readonly sequence: number;
}

/**
 * Reads whose a batch's records are and where their places are. Nearly all of a batch are of one
 * device and one boot epoch, so each of those is looked at once.
 */
export class RecordNames {
  private readonly devices = new Map<string, string>();
  private readonly bootEpochs = new Map<string, string | null>();

  /** The UUID of a device's id. Throws a `RangeError` for what is none. */
  device(id: string): string {
    const known = this.devices.get(id);
    if (known !== undefined) return known;
    const uuid = uuidFromId('device', id);
    this.devices.set(id, uuid);
    return uuid;
  }

  /** As `recordNameSchema` reads it, in lower case; null where it cannot be read. */
  name(sent: Readonly<Record<string, unknown>>): RecordName | null {
    const { bootEpoch, sequence } = sent;
    if (typeof bootEpoch !== 'string' || typeof sequence !== 'number') return null;
    if (!Number.isSafeInteger(sequence) || sequence < 1) return null;
    const known = this.bootEpoch(bootEpoch);
    return known === null ? null : { bootEpoch: known, sequence };
  }

  private bootEpoch(text: string): string | null {
    const known = this.bootEpochs.get(text);
    if (known !== undefined) return known;
    const isRight = recordNameSchema.shape.bootEpoch.safeParse(text).success;
    const read = isRight ? text.toLowerCase() : null;
    this.bootEpochs.set(text, read);
    return read;
  }
}
