import { AllowedNetworks, siteNetworks } from '@eyrie/camera';
import type { Place, SensorConfiguration } from '@eyrie/contracts';
import type { Clock } from '../clock.ts';
import { Bme280 } from './bme280.ts';
import { HttpSensor } from './http-sensor.ts';
import { I2cToolsBus } from './i2c-bus.ts';
import { readJsonValues } from './json-values.ts';
import { readSentence } from './nmea.ts';
import type { Sensor } from './sensor.ts';
import { SerialSensor } from './serial-sensor.ts';
import { SimulatedWeather } from './simulated-weather.ts';

export interface SensorSurroundings {
  readonly place: Place;
  readonly clock: Clock;
  /** Networks in which sensors may be: those of cameras. */
  readonly networks?: readonly string[] | undefined;
}

/** Stations speak every few seconds; a word counts for a whole interval, and never for less than this. */
const keptMsMin = 15_000;

/** The sensor of a configuration. Nothing is touched before it is read for the first time. */
export function openSensor(
  { driver, intervalSeconds }: SensorConfiguration,
  { place, clock, networks = siteNetworks }: SensorSurroundings,
): Sensor {
  const keptMs = Math.max(keptMsMin, intervalSeconds * 1_000);
  switch (driver.type) {
    case 'simulated-weather':
      return new SimulatedWeather(driver, place, clock);
    case 'http':
      return new HttpSensor(driver.url, driver.values, new AllowedNetworks(networks));
    case 'serial-nmea':
      return new SerialSensor({ ...driver, readLine: readSentence, keptMs, clock });
    case 'serial-json': {
      const readLine = (line: string) => readJsonValues(line, driver.values);
      return new SerialSensor({ ...driver, readLine, keptMs, clock });
    }
    case 'i2c':
      return new Bme280(new I2cToolsBus(driver.bus), driver.address);
  }
}
