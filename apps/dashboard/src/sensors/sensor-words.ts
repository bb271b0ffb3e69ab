import {
  quantities,
  type Quantity,
  type SensorConfiguration,
  type WeatherRule,
} from '@eyrie/contracts';
import { quantityTexts } from '../devices/quantity-text.ts';
import type { SensorKind } from './sensor-draft.ts';

/** In the order in which they are offered; a simulated one is the last. */
export const kindChoices: readonly { value: SensorKind; text: string }[] = [
  { value: 'i2c', text: 'A chip on the Pi’s bus' },
  { value: 'http', text: 'In the network' },
  { value: 'serial-nmea', text: 'A weather station on a cable (NMEA)' },
  { value: 'serial-json', text: 'A board on a cable (JSON)' },
  { value: 'simulated-weather', text: 'Simulated' },
];

export const quantityChoices = quantities.map((value) => ({ value, text: nameOf(value) }));

export const whenChoices = [
  { value: 'above', text: 'is above' },
  { value: 'below', text: 'is below' },
] as const;

export const priorityChoices = [
  { value: 'normal', text: 'Normal' },
  { value: 'high', text: 'High' },
  { value: 'critical', text: 'Critical' },
] as const;

/** `Wind (m/s)`. */
function nameOf(quantity: Quantity): string {
  const { label, unit } = quantityTexts[quantity];
  return `${label} (${unit})`;
}

/** The unit of what may not be a quantity yet. */
export const unitOf = (quantity: string): string =>
  quantities.some((one) => one === quantity) ? quantityTexts[quantity as Quantity].unit : '';

/** Values of a driver that say little by themselves. */
export function driverValueText(name: string, value: string): string {
  if (name === 'address') return `0x${Number(value).toString(16)}`;
  return name === 'chip' ? value.toUpperCase() : value;
}

/** `A chip on the Pi’s bus: BME280 on bus 1, every 60 s`. */
export function saySensor({ driver, intervalSeconds }: SensorConfiguration): string {
  const kind = kindChoices.find(({ value }) => value === driver.type)?.text ?? driver.type;
  const where = {
    'simulated-weather': () => `seed ${'seed' in driver ? driver.seed : ''}`,
    http: () => ('url' in driver ? driver.url : ''),
    'serial-nmea': () => ('device' in driver ? driver.device : ''),
    'serial-json': () => ('device' in driver ? driver.device : ''),
    i2c: () => ('chip' in driver ? `${driver.chip.toUpperCase()} on bus ${driver.bus}` : ''),
  }[driver.type]();
  return `${kind}: ${where}, every ${intervalSeconds} s`;
}

/** `storm: wind above 20 m/s for 60 s, over from 18 m/s on`. */
export function sayRule(rule: WeatherRule): string {
  const { label, unit } = quantityTexts[rule.quantity];
  const { when, threshold, hysteresis } = rule;
  const end = when === 'above' ? threshold - hysteresis : threshold + hysteresis;
  const over = hysteresis === 0 ? '' : `, over from ${shown(end)} ${unit} on`;
  return `${rule.name}: ${label.toLowerCase()} ${when} ${threshold} ${unit} for ${rule.holdSeconds} s${over}`;
}

/** Without what a difference of two decimals leaves behind. */
const shown = (value: number): string => String(Number(value.toPrecision(10)));
