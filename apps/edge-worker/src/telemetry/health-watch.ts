import type { MachineCondition, TelemetryBody } from '@eyrie/contracts';
import type { DeviceEvent } from '../records/device-events.ts';
import { HeatGuard } from './heat-guard.ts';

/** When something is told of, and from when on it is over. */
interface Threshold {
  readonly from: number;
  readonly until: number;
}

const fullShare: Threshold = { from: 0.9, until: 0.85 };
const wornPercent: Threshold = { from: 80, until: 80 };

type Matter = 'heat' | 'power' | 'memory' | 'disk' | 'card';

/** Latency classes of the source system. */
export type Quality = 'excellent' | 'good' | 'poor';

/** So many readings in a row make a class: one slow answer is none. */
const readingsInARow = 3;

/** Tells of what passes a threshold, once each way. Pure: readings go in, events come out. */
export class HealthWatch {
  /** What is done about heat, apart from telling of it. */
  readonly heat = new HeatGuard();
  private readonly standing = new Set<Matter>();
  private quality: Quality | null = null;
  private seen: { quality: Quality; times: number } | null = null;

  /** Why captures have to be fewer at present; null where nothing is in their way. */
  get strain(): 'heat' | 'power' | null {
    if (this.standing.has('power')) return 'power';
    return this.heat.stage === 'capture-stretched' ? 'heat' : null;
  }

  look(body: TelemetryBody): DeviceEvent[] {
    const { condition } = body;
    const now = condition?.power?.now ?? [];
    const isStrained = now.includes('throttled') || now.includes('soft_limit');
    const life = condition?.card?.lifeUsedPercent ?? 0;
    return [
      ...this.judge('heat', isStrained ? Infinity : (body.temperatureC ?? 0), this.heat.threshold, {
        temperature_c: body.temperatureC,
        limit_c: this.heat.threshold.from,
        throttled: isStrained,
        effect:
          'Nothing is rendered until it is cooler; where that is not enough, every second slot is left out.',
      }),
      ...this.judge(
        'power',
        now.includes('under_voltage') ? 1 : 0,
        { from: 1, until: 1 },
        {
          effect: 'Every second slot is left out until the supply holds.',
        },
      ),
      ...this.judge('memory', body.memoryUsedBytes / body.memoryTotalBytes, fullShare, {
        used_bytes: body.memoryUsedBytes,
        total_bytes: body.memoryTotalBytes,
      }),
      ...this.judge('disk', body.diskUsedBytes / body.diskTotalBytes, fullShare, {
        used_bytes: body.diskUsedBytes,
        total_bytes: body.diskTotalBytes,
      }),
      ...this.judge('card', life, wornPercent, { life_used_percent: life }),
      ...this.judgeNetwork(condition?.network ?? null),
    ];
  }

  private judge(
    matter: Matter,
    value: number,
    { from, until }: Threshold,
    data: Readonly<Record<string, unknown>>,
  ): DeviceEvent[] {
    const stood = this.standing.has(matter);
    const stands = stood ? value >= until : value >= from;
    if (stands === stood) return [];
    if (stands) this.standing.add(matter);
    else this.standing.delete(matter);
    const isResource = matter === 'memory' || matter === 'disk';
    const type = isResource ? 'resource.update' : stands ? 'system.warning' : 'system.status';
    const code = `${matter}.${stands ? 'strained' : 'well'}`;
    return [{ type, priority: stands ? 'high' : 'normal', data: { code, ...data } }];
  }

  private judgeNetwork(network: MachineCondition['network']): DeviceEvent[] {
    if (!network || network.roundTripMs === null) return [];
    const quality = qualityOf(network.roundTripMs, network.lossShare ?? 0);
    this.seen =
      this.seen?.quality === quality
        ? { quality, times: this.seen.times + 1 }
        : { quality, times: 1 };
    if (quality === this.quality || this.seen.times < readingsInARow) return [];
    const before = this.quality;
    this.quality = quality;
    const data = {
      quality,
      before,
      latency_ms: Math.round(network.roundTripMs),
      loss_share: network.lossShare,
      interface: network.interface,
      signal_dbm: network.signalDbm,
    };
    return [{ type: 'connection.quality', data }];
  }
}

export function qualityOf(roundTripMs: number, lossShare: number): Quality {
  if (roundTripMs >= 2_000 || lossShare > 0.2) return 'poor';
  return roundTripMs >= 500 || lossShare > 0.05 ? 'good' : 'excellent';
}
