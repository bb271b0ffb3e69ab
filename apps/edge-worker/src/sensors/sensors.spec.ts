import { describe, expect, it } from '@jest/globals';
import { sensorSchema, type Quantity } from '@eyrie/contracts';
import { SimulatedDisk } from '@eyrie/journal';
import { createLogger } from '@eyrie/platform';
import type { DeviceEvent } from '../records/device-events.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import type { Sensor } from './sensor.ts';
import { Sensors } from './sensors.ts';
import { simulatedWeatherAt } from './simulated-weather.ts';
import { StandingAlerts } from './standing-alerts.ts';
import { stepRule, type RuleState } from './weather-alert.ts';

const place = { latitude: 47.3, longitude: 11.4, timeZone: 'Europe/Vienna' };
const startMs = Date.parse('2026-06-01T12:00:00.000Z');

/** What the sensor says next: a reading, an error, or never anything. */
type Answer = Partial<Record<Quantity, number>> | Error | 'hangs';

function rig() {
  const clock = new ManualClock(startMs);
  const disk = new SimulatedDisk({ seed: 1 });
  const told: DeviceEvent[] = [];
  const state = { answer: { temperature_c: 20 } as Answer, asked: 0, isFull: false };
  const sensor: Sensor = {
    read: () => {
      state.asked += 1;
      const { answer } = state;
      if (answer === 'hangs') return new Promise(() => undefined);
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(new Map(Object.entries(answer) as [Quantity, number][]));
    },
    close: () => Promise.resolve(),
  };
  const start = () =>
    new Sensors({
      standing: new StandingAlerts('/data/sensors/alerts.json', disk),
      events: {
        emit: (event) => {
          if (!state.isFull) told.push(event);
          return Promise.resolve(!state.isFull);
        },
      },
      clock,
      log: createLogger({ name: 'test', level: 'silent' }),
      open: () => sensor,
    });
  const of = (type: string) => told.filter((event) => event.type === type).map(({ data }) => data);
  return { clock, state, start, of, told, disk };
}

const warm = {
  name: 'heat wave',
  quantity: 'temperature_c',
  when: 'above',
  threshold: 30,
  hysteresis: 2,
  holdSeconds: 20,
};
const configured = (alerts: object[] = [warm], changes: object = {}) => ({
  place,
  sensors: [
    sensorSchema.parse({
      name: 'roof',
      driver: { type: 'simulated-weather', seed: 'a' },
      intervalSeconds: 10,
      alerts,
      ...changes,
    }),
  ],
});

describe('a sensor', () => {
  it('is read on the multiples of its interval, and what cannot be is left out', async () => {
    const { clock, state, start, of } = rig();
    const sensors = start();
    await sensors.apply(configured());
    await clock.advance(15_000);
    state.answer = { temperature_c: 850, humidity_percent: 40 };
    await clock.advance(10_000);
    expect(of('environmental.update')).toEqual([
      { sensor: 'roof', quality: 'good', values: { temperature_c: 20 }, rejected: [] },
      { sensor: 'roof', quality: 'good', values: { temperature_c: 20 }, rejected: [] },
      {
        sensor: 'roof',
        quality: 'suspect',
        values: { humidity_percent: 40 },
        rejected: ['temperature_c'],
      },
    ]);
    await sensors.stop();
  });

  it.each<[string, Answer, RegExp]>([
    ['fails', new Error('no route'), /no route/],
    ['lies in all it says', { temperature_c: -273 }, /cannot be: temperature_c/],
    ['hangs', 'hangs', /not answer/],
  ])('that %s is told of once, and that it is well again', async (_, answer, reason) => {
    const { clock, state, start, of } = rig();
    const sensors = start();
    await sensors.apply(configured());
    await clock.advance(5_000);
    // Once is nothing.
    state.answer = new Error('a bad word');
    await clock.advance(10_000);
    state.answer = { temperature_c: 20 };
    await clock.advance(10_000);
    expect(of('system.status')).toEqual([]);
    state.asked = 0;
    state.answer = answer;
    await clock.advance(10 * 60_000);
    expect(of('system.warning')).toEqual([
      { code: 'sensor.failed', sensor: 'roof', reason: expect.stringMatching(reason) },
    ]);
    // One that hangs is not asked again and again.
    if (answer === 'hangs') {
      expect(state.asked).toBe(1);
      await sensors.stop();
      return;
    }
    state.answer = { temperature_c: 20 };
    await clock.advance(60_000);
    expect(of('system.status')).toEqual([{ code: 'sensor.well', sensor: 'roof' }]);
    await sensors.stop();
  });

  it('is left alone by a configuration that does not touch it, and ends with one that has it not', async () => {
    const { clock, state, start } = rig();
    const sensors = start();
    await sensors.apply(configured());
    await clock.advance(1_000);
    await sensors.apply(configured());
    await clock.advance(1_000);
    expect(state.asked).toBe(1);
    await sensors.apply({ place });
    await clock.advance(60_000);
    expect([state.asked, sensors.names()]).toEqual([1, []]);
  });
});

describe('an alert of the weather', () => {
  const states = (rigged: ReturnType<typeof rig>) =>
    rigged.of('weather.alert').map(({ state, value }) => [state, value]);

  it('is raised once its threshold was passed for the hold time, and cleared beyond the hysteresis', async () => {
    const rigged = rig();
    const { clock, state, start } = rigged;
    const sensors = start();
    await sensors.apply(configured());
    for (const [temperature, expected] of [
      [31, 0],
      [29, 0],
      [31, 0],
      [31, 0],
      [32, 1],
      [29, 1],
      [29, 1],
      [29, 1],
      [28, 1],
      [28, 1],
      [27, 2],
      [20, 2],
    ] as const) {
      state.answer = { temperature_c: temperature };
      await clock.advance(10_000);
      expect([temperature, states(rigged).length]).toEqual([temperature, expected]);
    }
    expect(states(rigged)).toEqual([
      ['raised', 32],
      ['cleared', 27],
    ]);
    const [raised, cleared] = rigged.of('weather.alert');
    expect(raised).toMatchObject({ sensor: 'roof', rule: 'heat wave', threshold: 30 });
    expect(cleared?.['alert_id']).toBe(raised?.['alert_id']);
    await sensors.stop();
  });

  it('is not raised again by a new start of the worker, and is cleared by it', async () => {
    const rigged = rig();
    const { clock, state, start } = rigged;
    state.answer = { temperature_c: 40 };
    const before = start();
    await before.apply(configured());
    await clock.advance(40_000);
    await before.stop();
    const after = start();
    await after.apply(configured());
    await clock.advance(120_000);
    expect(states(rigged)).toEqual([['raised', 40]]);
    state.answer = { temperature_c: 20 };
    await clock.advance(60_000);
    expect(states(rigged)).toEqual([
      ['raised', 40],
      ['cleared', 20],
    ]);
    await after.stop();
  });

  it('that a full disk kept from being told is told later, under its id', async () => {
    const rigged = rig();
    const { clock, state, start } = rigged;
    state.answer = { temperature_c: 40 };
    state.isFull = true;
    const sensors = start();
    await sensors.apply(configured());
    await clock.advance(60_000);
    expect(states(rigged)).toEqual([]);
    state.isFull = false;
    await clock.advance(60_000);
    expect(states(rigged)).toEqual([['raised', 40]]);
    await sensors.stop();
  });

  it('ends with its rule, so that none stands for ever', async () => {
    const rigged = rig();
    const { clock, state, start } = rigged;
    state.answer = { temperature_c: 40 };
    const sensors = start();
    await sensors.apply(configured());
    await clock.advance(60_000);
    await sensors.apply(configured([]));
    expect(states(rigged)).toEqual([
      ['raised', 40],
      ['cleared', null],
    ]);
    await sensors.stop();
  });

  it('counts no time in which nothing was read', async () => {
    const rigged = rig();
    const { clock, state, start } = rigged;
    const sensors = start();
    await sensors.apply(configured());
    state.answer = { temperature_c: 31 };
    await clock.advance(10_000);
    state.answer = new Error('no route');
    await clock.advance(60_000);
    state.answer = { temperature_c: 31 };
    await clock.advance(20_000);
    expect(states(rigged)).toEqual([]);
    await sensors.stop();
  });

  it('of what is below works the other way round, and at once where nothing is to be held', () => {
    const frost = { when: 'below', threshold: 0, hysteresis: 1, holdSeconds: 0 } as const;
    let state: RuleState = { isStanding: false, since: null };
    const steps = [1, 0, -1, 0.5, 1, 2].map((value, at) => {
      const next = stepRule(frost, state, value, at * 1_000);
      state = next.state;
      return next.step;
    });
    expect(steps).toEqual([null, null, 'raise', null, 'clear', null]);
  });
});

describe('the simulated weather', () => {
  it('is of its seed and hour, within all ranges, and goes with the sky', () => {
    const seen = new Set<number>();
    for (let hour = 0; hour < 24 * 30; hour += 1) {
      const at = startMs + hour * 3_600_000;
      const reading = simulatedWeatherAt('summit', place, at);
      expect(simulatedWeatherAt('summit', place, at)).toEqual(reading);
      const cover = reading.get('cloud_cover_percent') ?? -1;
      // It rains out of closed clouds alone.
      if ((reading.get('rain_mm_per_hour') ?? 0) > 0) expect(cover).toBeGreaterThan(90);
      seen.add(Math.round(reading.get('temperature_c') ?? 99));
    }
    expect(Math.min(...seen)).toBeGreaterThan(-30);
    expect(seen.size).toBeGreaterThan(8);
    expect(simulatedWeatherAt('other', place, startMs)).not.toEqual(
      simulatedWeatherAt('summit', place, startMs),
    );
  });
});
