import { Inject, Injectable } from '@nestjs/common';
import { type DeviceReadings, type Quantity, quantitySchema, uuidFromId } from '@eyrie/contracts';
import { Tenancy } from '../tenancy/index.ts';
import { historyStepSeconds } from './device-history.ts';
import { DevicesRepository } from './devices.repository.ts';

interface StepRow {
  sensor: string;
  quantity: string;
  at: Date;
  mean: number;
  lowest: number;
  highest: number;
  suspect: string;
  last_at: Date;
  last: number;
}

type Series = DeviceReadings['series'][number];

/** What the sensors of a device have read. */
@Injectable()
export class DeviceReadingsReader {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /** Throws `DeviceNotFound`. */
  read(organisationId: string, deviceId: string, hours: number): Promise<DeviceReadings> {
    const id = uuidFromId('device', deviceId);
    const stepSeconds = historyStepSeconds(hours);
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.devices.getShown(tx, organisationId, id);
      // By the time of measuring, since what an outage kept back comes late; a device's clock may claim no
      // future. That partitions go by arrival leaves the older ones out all the same.
      const rows: StepRow[] = await tx.query(
        `SELECT r.sensor, m.key AS quantity,
           date_bin(make_interval(secs => $3), r.at, 'epoch') AS at,
           avg(m.value::float8) AS mean, min(m.value::float8) AS lowest,
           max(m.value::float8) AS highest,
           count(*) FILTER (WHERE r.quality = 'suspect') AS suspect,
           max(r.at) AS last_at,
           (array_agg(m.value::float8 ORDER BY r.at DESC))[1] AS last
         FROM (SELECT sensor, quality, measured, least(measured_at, received_at) AS at
           FROM sensor_reading
           WHERE organisation_id = $1 AND device_id = $2
             AND received_at > now() - make_interval(hours => $4)) AS r
         CROSS JOIN LATERAL jsonb_each_text(r.measured) AS m
         WHERE r.at > now() - make_interval(hours => $4)
         GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
        [organisationId, id, stepSeconds, hours],
      );
      return { step_seconds: stepSeconds, series: seriesOf(rows) };
    });
  }
}

function seriesOf(rows: readonly StepRow[]): Series[] {
  const series = new Map<string, Series>();
  for (const { sensor, quantity, at, mean, lowest, highest, suspect, last_at, last } of rows) {
    const known = quantitySchema.safeParse(quantity);
    // Of a version after this one.
    if (!known.success) continue;
    const key = `${sensor} ${quantity}`;
    const one = series.get(key) ?? newSeries(sensor, known.data);
    series.set(key, one);
    one.points.push({ at: at.toISOString(), mean, lowest, highest });
    one.suspect += Number(suspect);
    one.last = { at: last_at.toISOString(), value: last };
  }
  return [...series.values()];
}

function newSeries(sensor: string, quantity: Quantity): Series {
  return { sensor, quantity, suspect: 0, last: { at: '', value: 0 }, points: [] };
}
