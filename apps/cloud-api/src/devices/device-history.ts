import { Inject, Injectable } from '@nestjs/common';
import { type DeviceHistory, uuidFromId } from '@eyrie/contracts';
import { Tenancy } from '../tenancy/index.ts';
import { DevicesRepository } from './devices.repository.ts';

const pointsMax = 200;

interface StepRow {
  at: Date;
  cpu: number;
  memory: number;
  disk: number;
  temperature: number | null;
  strained: boolean | null;
  signal: number | null;
  round_trip: number | null;
}

/** So that a chart of so many hours has few enough points. */
export function historyStepSeconds(hours: number): number {
  return Math.max(30, Math.ceil((hours * 3_600) / pointsMax));
}

/** How a device has been, out of its heartbeats. */
@Injectable()
export class DeviceHistoryReader {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /** Throws `DeviceNotFound`. */
  read(organisationId: string, deviceId: string, hours: number): Promise<DeviceHistory> {
    const id = uuidFromId('device', deviceId);
    const stepSeconds = historyStepSeconds(hours);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.devices.getShown(tx, organisationId, id);
      // By arrival: the clock of a device may be anywhere, and partitions go by it.
      const rows: StepRow[] = await tx.query(
        `SELECT date_bin(make_interval(secs => $3), received_at, 'epoch') AS at,
           avg(cpu_percent) AS cpu, avg(memory_used_bytes / memory_total_bytes) AS memory,
           avg(disk_used_bytes / disk_total_bytes) AS disk, max(temperature_c) AS temperature,
           bool_or(jsonb_array_length(condition #> '{power,now}') > 0)
             FILTER (WHERE jsonb_typeof(condition #> '{power,now}') = 'array') AS strained,
           min((condition #>> '{network,signalDbm}')::float8) AS signal,
           avg((condition #>> '{network,roundTripMs}')::float8) AS round_trip
         FROM telemetry
         WHERE organisation_id = $1 AND device_id = $2
           AND received_at > now() - make_interval(hours => $4)
         GROUP BY 1 ORDER BY 1`,
        [organisationId, id, stepSeconds, hours],
      );
      return {
        step_seconds: stepSeconds,
        points: rows.map((row) => ({
          at: row.at.toISOString(),
          cpu_percent: row.cpu,
          memory_share: row.memory,
          disk_share: row.disk,
          temperature_c: row.temperature,
          strained: row.strained ?? false,
          signal_dbm: row.signal,
          round_trip_ms: row.round_trip,
        })),
      };
    });
  }
}
