import { idFromUuid } from '@eyrie/contracts';
import { telemetryRecord } from '../../apps/cloud-api/src/testing/fleet.ts';

/** Which rows of telemetry a batch has. */
export interface BatchRange {
  /** UUIDs. */
  readonly deviceId: string;
  readonly bootEpoch: string;
  readonly from: number;
  readonly count: number;
}

/**
 * The body of a batch of telemetry. Every row of it has its own number and instant, and nothing else of
 * its own, so that making it costs the sender as little as the peer's arrays do: a generator of load
 * should not take the processor from what it measures.
 */
export function batchText({ deviceId, bootEpoch, from, count }: BatchRange): string {
  const recordedAt = new Date().toISOString();
  const record = telemetryRecord({ bootEpoch, sequence: 0, recordedAt });
  const device = idFromUuid('device', deviceId);
  const [before, after] = JSON.stringify({ deviceId: device, record }).split('"sequence":0');
  if (before === undefined || after === undefined) throw new Error('A record has its sequence.');
  const rows = Array.from(
    { length: count },
    (_, index) => `${before}"sequence":${from + index}${after}`,
  );
  return `{"records":[${rows.join(',')}]}`;
}
