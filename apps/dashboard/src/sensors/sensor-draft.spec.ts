import { describe, expect, it } from '@jest/globals';
import { sensorDriverSchema, sensorsSchema, type SensorConfiguration } from '@eyrie/contracts';
import {
  draftOfSensor,
  newAlert,
  newSensor,
  ofKind,
  refusalsOfSensors,
  sensorFields,
  wishOfSensor,
} from './sensor-draft.ts';
import { kindChoices, sayRule, saySensor } from './sensor-words.ts';

const storm: SensorConfiguration['alerts'][number] = {
  name: 'storm',
  quantity: 'wind_speed_ms',
  when: 'above',
  threshold: 20.2,
  hysteresis: 2.1,
  holdSeconds: 90,
  priority: 'critical',
};
const values = [
  { quantity: 'temperature_c', path: '/outside/temp', factor: 0.1, offset: -40 },
] as const;
const sensor = (driver: SensorConfiguration['driver']): SensorConfiguration => ({
  ...{ name: 'roof', driver, intervalSeconds: 30, alerts: [storm] },
});
const sensors: SensorConfiguration[] = [
  sensor({ type: 'i2c', chip: 'bme280', bus: 1, address: 0x77 }),
  sensor({ type: 'http', url: 'http://192.168.50.20/weather', values: [...values] }),
  sensor({ type: 'serial-nmea', device: '/dev/ttyUSB0', baud: 9_600 }),
  sensor({ type: 'serial-json', device: '/dev/ttyUSB0', baud: 4_800, values: [...values] }),
  sensor({ type: 'simulated-weather', seed: 'a', timeScale: 60 }),
];
const anchored = sensor({
  ...{ type: 'simulated-weather', seed: 'a', timeScale: 1, anchorAt: '2026-06-21T02:00:00.000Z' },
});

describe('the form of a sensor', () => {
  it.each([...sensors, anchored])('gives back what it was made of: $driver.type', (given) => {
    const draft = draftOfSensor(given);
    expect(refusalsOfSensors([draft])).toEqual([{}]);
    expect(sensorsSchema.parse([wishOfSensor(draft)])).toEqual([given]);
  });

  it('knows every kind that there is, and names each of its fields', () => {
    const kinds = sensorDriverSchema.options.map(({ shape }) => shape.type.value);
    expect(kindChoices.map(({ value }) => value).toSorted()).toEqual(kinds.toSorted());
    for (const kind of kinds) {
      for (const { name, label } of sensorFields(kind)) expect(label).not.toBe(name);
    }
  });

  it('says beside the field what is wrong with it', () => {
    const draft = newSensor([]);
    expect(refusalsOfSensors([draft])).toEqual([{}]);
    const inNetwork = ofKind(draft, 'http');
    const url = 'http://eyrie:secret@10.0.0.7/';
    expect(refusalsOfSensors([{ ...inNetwork, driver: { url } }])[0]).toEqual({
      'driver.url': expect.stringContaining('must not have a user or password'),
      'driver.values.0.path': 'must be a JSON pointer such as /outside/temp',
    });
    expect(refusalsOfSensors([{ ...inNetwork, readings: [] }])[0]).toMatchObject({
      'driver.values': 'must have at least one reading',
    });
    const wrong = { ...draft, intervalSeconds: '0', alerts: [newAlert([])] };
    expect(refusalsOfSensors([wrong])[0]).toEqual({
      intervalSeconds: 'must be at least 1',
      'alerts.0.threshold': 'must be a number',
    });
  });

  it('names a name that two have, and gives a new one another', () => {
    const one = newSensor([]);
    const two = newSensor([one]);
    expect([one.name, two.name]).toEqual(['weather', 'weather-2']);
    const [first, second] = refusalsOfSensors([one, { ...two, name: 'weather ' }]);
    expect([first, second].map((refusals) => refusals?.['name'])).toEqual(
      Array(2).fill('another sensor has this name'),
    );
  });

  it('keeps what was written where another kind has it too', () => {
    const onCable = ofKind({ ...newSensor([]), driver: { device: '/dev/ttyS0' } }, 'serial-json');
    expect(onCable.driver).toEqual({ device: '/dev/ttyS0', baud: '4800' });
  });
});

it('sensors and their alerts are said in words, with their units', () => {
  expect(sensors.slice(0, 2).map(saySensor)).toEqual([
    'A chip on the Pi’s bus: BME280 on bus 1, every 30 s',
    'In the network: http://192.168.50.20/weather, every 30 s',
  ]);
  expect(sayRule(storm)).toBe('storm: wind above 20.2 m/s for 90 s, over from 18.1 m/s on');
  expect(sayRule({ ...storm, when: 'below', hysteresis: 0 })).toBe(
    'storm: wind below 20.2 m/s for 90 s',
  );
});
