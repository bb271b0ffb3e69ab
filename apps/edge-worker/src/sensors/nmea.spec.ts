import { describe, expect, it } from '@jest/globals';
import { readSentence } from './nmea.ts';

function sentence(body: string): string {
  const sum = Buffer.from(body, 'latin1').reduce((all, byte) => all ^ byte, 0);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}
const read = (line: string) => Object.fromEntries(readSentence(line) ?? []);

describe('a sentence of NMEA 0183', () => {
  it('gives all that a composite has, in our units', () => {
    // As weather stations of Airmar send it.
    const line = '$WIMDA,30.0014,I,1.0160,B,21.6,C,,,51.9,,11.3,C,253.6,T,250.1,M,7.1,N,3.65,M*hh';
    expect(read(sentence(line.slice(1, -3)))).toEqual({
      pressure_hpa: 1_016,
      temperature_c: 21.6,
      humidity_percent: 51.9,
      dew_point_c: 11.3,
      wind_direction_deg: 253.6,
      wind_speed_ms: 3.65,
    });
  });

  it('takes inches of mercury and knots where there is nothing else', () => {
    const values = read(sentence('WIMDA,29.92,I,,,,,,,,,,,,,,,10.0,N,,'));
    expect(values['pressure_hpa']).toBeCloseTo(1_013.2, 1);
    expect(values['wind_speed_ms']).toBeCloseTo(5.144, 3);
  });

  it('knows the fixed checksum of a sentence from the wild, and refuses it when one sign is another', () => {
    expect(read('$WIMWV,214.8,R,0.1,K,A*28')).toEqual({
      wind_direction_deg: 214.8,
      wind_speed_ms: expect.closeTo(0.0278, 4),
    });
    expect(readSentence('$WIMWV,215.8,R,0.1,K,A*28')).toBeNull();
  });

  it.each([
    ['knots', 'N', 10, 5.144],
    ['metres a second', 'M', 10, 10],
    ['miles an hour', 'S', 10, 4.47],
  ])('has wind in %s', (_, unit, told, expected) => {
    const { wind_speed_ms } = read(sentence(`WIMWV,90,T,${told},${unit},A`));
    expect(wind_speed_ms).toBeCloseTo(expected, 2);
  });

  it('leaves out wind that the station itself calls invalid, and what is empty', () => {
    expect(read(sentence('WIMWV,90,T,10,M,V'))).toEqual({});
    expect(read(sentence('WIMWV,,T,,M,A'))).toEqual({});
  });

  it('reads transducers, the first of each kind', () => {
    const line = sentence(
      'WIXDR,C,-3.5,C,OUT,H,88.1,P,OUT,P,0.8712,B,0,C,22.0,C,INSIDE,U,12.1,V,1',
    );
    expect(read(line)).toEqual({
      temperature_c: -3.5,
      humidity_percent: 88.1,
      pressure_hpa: expect.closeTo(871.2, 6),
    });
  });

  it('passes over what is no weather, no sentence, or has no checksum', () => {
    for (const line of [
      sentence('GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W'),
      '$WIMWV,214.8,R,0.1,K,A',
      'MWV,214.8',
      '',
      '$*00',
    ]) {
      expect(readSentence(line)).toBeNull();
    }
  });
});
