import { DomainError } from '@eyrie/platform';
import type { Quantity } from '@eyrie/contracts';

/** What was read at one time. Nobody has looked yet whether it can be. */
export type Reading = ReadonlyMap<Quantity, number>;

/** Something that measures the weather. Whatever kind it is, it is asked for all it knows. */
export interface Sensor {
  /** Rejects with a `SensorFailure`, or with the signal's reason. */
  read(signal: AbortSignal): Promise<Reading>;
  close(): Promise<void>;
}

export type SensorFailureKind = 'unreachable' | 'silent' | 'unreadable';

/** Why there is no reading, in a sentence. */
export class SensorFailure extends DomainError {
  readonly kind = 'unavailable';
  readonly code: string;

  constructor(what: SensorFailureKind, message: string, cause?: unknown) {
    super(message, {}, { cause });
    this.code = `sensor.${what}`;
  }
}
