import { isDeepStrictEqual } from 'node:util';
import type { SensorConfiguration, WorkerConfiguration } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import { Turns } from '../turns.ts';
import { openSensor } from './open-sensor.ts';
import { SensorLoop } from './sensor-loop.ts';
import type { StandingAlerts } from './standing-alerts.ts';
import { finishAlert, WeatherWatch } from './weather-watch.ts';

export interface SensorsOptions {
  readonly standing: StandingAlerts;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly networks?: readonly string[] | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly open?: typeof openSensor;
}

interface Running {
  readonly configuration: SensorConfiguration;
  readonly loop: SensorLoop;
}

/** The loops of all sensors that are configured. Nothing here keeps a camera from its work. */
export class Sensors {
  private readonly running = new Map<string, Running>();
  private place: WorkerConfiguration['place'] | null = null;
  private readonly turns = new Turns();

  constructor(private readonly options: SensorsOptions) {}

  names(): string[] {
    return [...this.running.keys()];
  }

  /** Puts a configuration into force, touching only the sensors that it changes. Never rejects. */
  apply({ sensors = [], place }: Pick<WorkerConfiguration, 'sensors' | 'place'>): Promise<void> {
    return this.turns.run(async () => {
      const isPlaceSame = isDeepStrictEqual(this.place, place);
      this.place = place;
      const wanted = new Map(sensors.map((sensor) => [sensor.name, sensor]));
      const ended = [...this.running].filter(
        ([name, { configuration }]) =>
          !isPlaceSame || !isDeepStrictEqual(configuration, wanted.get(name)),
      );
      await Promise.all(ended.map(([name]) => this.stopOne(name)));
      await this.finishOrphans(wanted);
      for (const configuration of sensors) {
        if (!this.running.has(configuration.name)) this.startOne(configuration, place);
      }
    });
  }

  stop(): Promise<void> {
    return this.turns.run(async () => {
      await Promise.all(this.names().map((name) => this.stopOne(name)));
    });
  }

  private startOne(configuration: SensorConfiguration, place: WorkerConfiguration['place']): void {
    const { clock, log, events, standing, networks, open = openSensor } = this.options;
    const loop = new SensorLoop({
      configuration,
      sensor: open(configuration, { place, clock, networks }),
      watch: new WeatherWatch({ sensor: configuration, standing, events, log }),
      events,
      clock,
      log,
    });
    this.running.set(configuration.name, { configuration, loop });
    loop.start();
  }

  private async stopOne(name: string): Promise<void> {
    const running = this.running.get(name);
    this.running.delete(name);
    await running?.loop.stop();
  }

  /** Alerts whose rule nobody looks after any more would stand for ever. */
  private async finishOrphans(wanted: ReadonlyMap<string, SensorConfiguration>): Promise<void> {
    const { standing } = this.options;
    for (const alert of await standing.list()) {
      const rules = wanted.get(alert.sensor)?.alerts ?? [];
      const isThere = rules.some(
        ({ name, quantity, when }) =>
          name === alert.rule && quantity === alert.quantity && when === alert.when,
      );
      if (!isThere) await finishAlert({ ...alert, over: { value: null } }, this.options);
    }
  }
}
