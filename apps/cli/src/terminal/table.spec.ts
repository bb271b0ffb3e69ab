import { describe, expect, it } from '@jest/globals';
import { columnsOf, record, table } from './table.ts';
import { textWidth } from './text-width.ts';

const header = [
  'DEVICE',
  { title: 'STATE', narrow: 'whole' },
  { title: 'MODEL', narrow: 'leave' },
  { title: 'ID', narrow: 'whole' },
] as const;
const rows = [
  [
    'north ridge above the hut',
    'online',
    'Raspberry Pi 5 Model B',
    'dev_01h455vb4pex5vsknk084sn02q',
  ],
  ['hut', 'offline', 'Raspberry Pi 4', 'dev_01h455vb4pex5vsknk084sn02r'],
];
const widest = (text: string) => Math.max(...text.split('\n').map(textWidth));

describe('a table', () => {
  it('shows everything where there is room', () => {
    const shown = table(header, rows, Infinity);
    expect(shown.split('\n')[0]).toMatch(/^DEVICE {21}STATE {4}MODEL {19}ID$/);
    expect(shown).toContain('Raspberry Pi 5 Model B');
  });

  it('leaves out what may be left out, then cuts, and never what is to be copied', () => {
    const at80 = table(header, rows, 80);
    expect(at80).not.toContain('MODEL');
    expect(at80).toContain('north ridge above the hut');
    const at56 = table(header, rows, 56);
    expect(widest(at56)).toBeLessThanOrEqual(56);
    expect(at56).toMatch(/^north r.*… {2}online {3}dev_01h455vb4pex5vsknk084sn02q$/m);
  });

  it('is blocks of lines where even that does not fit', () => {
    expect(table(header, rows, 30).split('\n')).toEqual([
      'DEVICE: north ridge above the…',
      'STATE: online',
      'MODEL: Raspberry Pi 5 Model B',
      'ID: dev_01h455vb4pex5vsknk084sn02q',
      '',
      'DEVICE: hut',
      'STATE: offline',
      'MODEL: Raspberry Pi 4',
      'ID: dev_01h455vb4pex5vsknk084sn02r',
    ]);
  });

  it('counts what takes two columns, and keeps names from steering the terminal', () => {
    const shown = table(
      ['NAME', 'X'],
      [
        ['日本', '1'],
        ['a\u001B[31m\nb', '2'],
      ],
      Infinity,
    );
    expect(shown.split('\n')).toEqual(['NAME      X', '日本      1', 'a·[31m·b  2']);
    expect(record([['name', 'a\u0007']])).toBe('name  a·');
  });

  it('takes its width from the terminal, else from COLUMNS, else has none', () => {
    expect(columnsOf({ isTTY: true, columns: 100 }, { COLUMNS: '40' })).toBe(100);
    expect(columnsOf({}, { COLUMNS: '40' })).toBe(40);
    expect(columnsOf({}, {})).toBe(Infinity);
  });
});
