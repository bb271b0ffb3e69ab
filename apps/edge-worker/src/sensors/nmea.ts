import type { Quantity } from '@eyrie/contracts';

type Values = ReadonlyMap<Quantity, number>;
type Fields = readonly string[];

const knotsToMs = 1852 / 3600;
const speeds: Readonly<Record<string, number>> = {
  K: 1 / 3.6,
  M: 1,
  N: knotsToMs,
  S: 1609.344 / 3600,
};
const barToHpa = 1_000;
const pascalToHpa = 0.01;
const inchesOfMercuryToHpa = 33.863_89;

/**
 * The weather in one sentence of NMEA 0183: MDA (all at once), MWV (wind) and XDR (whatever a station
 * measures besides). Null for other sentences, and for what its checksum does not fit.
 */
export function readSentence(line: string): Values | null {
  const found = /^\$([A-Z]{2})([A-Z]{3}),([^*]*)\*([0-9A-Fa-f]{2})\s*$/.exec(line.trim());
  if (!found) return null;
  const [, , type = '', data = '', checksum = ''] = found;
  if (checksumOf(line.trim()) !== Number.parseInt(checksum, 16)) return null;
  const fields = data.split(',');
  switch (type) {
    case 'MDA':
      return fromComposite(fields);
    case 'MWV':
      return fromWind(fields);
    case 'XDR':
      return fromTransducers(fields);
    default:
      return null;
  }
}

/** All between $ and *, by exclusive or. */
function checksumOf(line: string): number {
  let sum = 0;
  for (let at = 1; line[at] !== '*'; at += 1) sum ^= line.charCodeAt(at);
  return sum;
}

/** Numbers with their unit behind them; a field that is empty was not measured. */
function fromComposite(fields: Fields): Values {
  const values = new Map<Quantity, number>();
  const inchesOfMercury = numberAt(fields, 0);
  const bar = numberAt(fields, 2);
  if (bar !== null) values.set('pressure_hpa', bar * barToHpa);
  else if (inchesOfMercury !== null) {
    values.set('pressure_hpa', inchesOfMercury * inchesOfMercuryToHpa);
  }
  put(values, 'temperature_c', numberAt(fields, 4));
  put(values, 'humidity_percent', numberAt(fields, 8));
  put(values, 'dew_point_c', numberAt(fields, 10));
  // Against true north; of magnetic stations nobody knows the variation here.
  put(values, 'wind_direction_deg', numberAt(fields, 12));
  const knots = numberAt(fields, 16);
  put(values, 'wind_speed_ms', numberAt(fields, 18) ?? (knots === null ? null : knots * knotsToMs));
  return values;
}

/** A mast does not sail, so relative and true are one. V: the station calls it invalid. */
function fromWind(fields: Fields): Values {
  const values = new Map<Quantity, number>();
  if (fields[4] !== 'A') return values;
  put(values, 'wind_direction_deg', numberAt(fields, 0));
  const speed = numberAt(fields, 2);
  const factor = speeds[fields[3] ?? ''];
  if (speed !== null && factor !== undefined) values.set('wind_speed_ms', speed * factor);
  return values;
}

/** Groups of four: what it is, the number, its unit, the transducer's name. The first of a kind counts. */
function fromTransducers(fields: Fields): Values {
  const values = new Map<Quantity, number>();
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const number = numberAt(fields, at + 1);
    const one = number === null ? null : transduced(fields[at] ?? '', number, fields[at + 2] ?? '');
    if (one && !values.has(one[0])) values.set(...one);
  }
  return values;
}

function transduced(kind: string, number: number, unit: string): [Quantity, number] | null {
  switch (`${kind}${unit}`) {
    case 'CC':
      return ['temperature_c', number];
    case 'PB':
      return ['pressure_hpa', number * barToHpa];
    case 'PP':
      return ['pressure_hpa', number * pascalToHpa];
    case 'HP':
      return ['humidity_percent', number];
    default:
      return null;
  }
}

function put(values: Map<Quantity, number>, quantity: Quantity, value: number | null): void {
  if (value !== null) values.set(quantity, value);
}

function numberAt(fields: Fields, at: number): number | null {
  const text = fields[at]?.trim() ?? '';
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? null : number;
}
