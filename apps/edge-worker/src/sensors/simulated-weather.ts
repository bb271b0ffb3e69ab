import { sceneTimeOf, simulatedAirAt } from '@eyrie/camera';
import type { Place, Quantity, SensorDriver } from '@eyrie/contracts';
import { sunAt } from '@eyrie/schedule';
import type { Clock } from '../clock.ts';
import type { Reading, Sensor } from './sensor.ts';

type Options = Extract<SensorDriver, { type: 'simulated-weather' }>;

const hourMs = 3_600_000;
const wetness = { clear: 0, broken: 0.1, overcast: 0.3, fog: 0.6, storm: 1 } as const;
const windiness = { clear: 2.5, broken: 5, overcast: 6, fog: 1, storm: 17 } as const;

/** The weather of the simulated sky: where its pictures have clouds and storms, so have its figures. */
export class SimulatedWeather implements Sensor {
  constructor(
    private readonly options: Options,
    private readonly place: Place,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  read(): Promise<Reading> {
    const { timeScale, anchorAt } = this.options;
    const anchored = anchorAt === undefined ? {} : { timeAnchorMs: Date.parse(anchorAt) };
    const timeMs = sceneTimeOf({ timeScale, ...anchored }, this.clock.now());
    return Promise.resolve(simulatedWeatherAt(this.options.seed, this.place, timeMs));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The same for the same seed, place and instant. */
export function simulatedWeatherAt(seed: string, place: Place, timeMs: number): Reading {
  const { kind, cover, fog } = simulatedAirAt(seed, timeMs);
  // The ground answers the sun an hour and a half late.
  const height = Math.sin((sunAt(place, timeMs - 1.5 * hourMs).altitudeDeg * Math.PI) / 180);
  const light = Math.max(0, Math.sin((sunAt(place, timeMs).altitudeDeg * Math.PI) / 180));
  const wet = wetness[kind];
  const gustiness = 0.5 + 0.5 * Math.sin(timeMs / 47_000) * Math.sin(timeMs / 173_000);
  const temperature =
    12 - Math.abs(place.latitude) * 0.15 + height * (16 - 9 * cover) - 5 * wet + gustiness * 0.4;
  const humidity = Math.min(100, 45 + 40 * wet + 15 * fog + 15 * (1 - light));
  const wind = windiness[kind] * (0.7 + 0.3 * gustiness);
  return new Map<Quantity, number>([
    ['temperature_c', rounded(temperature, 2)],
    ['dew_point_c', rounded(temperature - (100 - humidity) / 5, 2)],
    ['humidity_percent', rounded(humidity, 1)],
    ['pressure_hpa', rounded(1_018 - 22 * wet - 4 * cover, 2)],
    ['wind_speed_ms', rounded(wind, 2)],
    ['wind_gust_ms', rounded(wind * (1.25 + 0.35 * gustiness), 2)],
    ['rain_mm_per_hour', kind === 'storm' ? rounded(6 + 10 * gustiness, 1) : 0],
    ['cloud_cover_percent', rounded(cover * 100, 1)],
    ['illuminance_lux', Math.round(110_000 * light * (1 - 0.8 * cover) * (1 - 0.6 * fog))],
  ]);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
