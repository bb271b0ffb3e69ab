import { describe, expect, it } from '@jest/globals';
import { deprecationHeaders, deprecations } from './deprecations.ts';

describe('a deprecation', () => {
  it('is told by its day, by its end and by what to use', () => {
    expect(
      deprecationHeaders({
        since: '2026-11-01T00:00:00.000Z',
        sunset: '2027-11-02T00:00:00.000Z',
        link: 'https://eyrie.example.org/docs',
      }),
    ).toEqual({
      deprecation: '@1793491200',
      sunset: 'Tue, 02 Nov 2027 00:00:00 GMT',
      link: '<https://eyrie.example.org/docs>; rel="deprecation"; type="text/html"',
    });
  });

  it('lasts a year at least', () => {
    for (const [operation, { since, sunset }] of Object.entries(deprecations)) {
      const days = (Date.parse(sunset) - Date.parse(since)) / 86_400_000;
      expect([operation, days >= 365]).toEqual([operation, true]);
    }
  });
});
