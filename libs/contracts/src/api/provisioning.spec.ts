import { describe, expect, it } from '@jest/globals';
import { readKnownDevices } from './provisioning.ts';

describe('a list of known serials', () => {
  const expected = [
    { serial: '10000000aa', name: 'North ridge' },
    { serial: '10000000bb', name: null },
  ];

  it.each([
    ['CSV with a heading', 'Serial,Name\r\n10000000aa, North ridge\r\n\r\n10000000bb,\r\n'],
    ['CSV of a spreadsheet', '"10000000aa";"North ridge"\n"10000000bb"'],
    ['JSON', '[{"serial":"10000000aa","name":"North ridge"},{"serial":"10000000bb"}]'],
    ['JSON as the API takes it', `{"items":${JSON.stringify(expected)}}`],
  ])('is read as %s', (_, text) => {
    expect(readKnownDevices(text)).toEqual(expected);
  });

  it.each(['', 'serial,name', '[{"name":"no serial"}]', '{"serial":1}', '[1'])(
    'is refused as a whole where it is %j',
    (text) => {
      expect(() => readKnownDevices(text)).toThrow();
    },
  );
});
