import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { labelSheet, unwritable, type CardLabel } from './label-sheet.ts';

const hasPoppler = spawnSync('pdftoppm', ['-v']).status === 0;
const hasDejaVu = existsSync('/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf');

const labels: CardLabel[] = Array.from({ length: 29 }, (_, index) => ({
  number: index + 1,
  count: 29,
  siteName: 'Säntis, east ridge',
  deviceName:
    index === 1 ? 'A name that is far too long for a label of a card' : `Grat ${index + 1}`,
  hostName: `grat-${index + 1}`,
  role: 'worker',
  enrolBy: '2026-12-21',
  url: `https://cloud.example.org/devices?q=Grat+${index + 1}`,
}));

/** As a reader of PDFs shows it, and as a telephone reads it. */
(hasPoppler && hasDejaVu ? describe : describe.skip)('a sheet of labels, printed', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-labels-'));
    file = path.join(folder, 'labels.pdf');
    writeFileSync(file, await labelSheet(labels));
    const require = createRequire(import.meta.url);
    const wasm = readFileSync(require.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    await prepareZXingModule({ overrides: { wasmBinary: wasm.buffer }, fireImmediately: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the code of every card, each to be read off the page', async () => {
    execFileSync('pdftoppm', ['-r', '150', '-png', file, path.join(folder, 'page')]);
    const read: string[][] = [];
    for (const number of [1, 2]) {
      const page = readFileSync(path.join(folder, `page-${number}.png`));
      const codes = await readBarcodes(page, { formats: ['QRCode'], maxNumberOfSymbols: 60 });
      read.push(codes.map(({ text }) => text));
    }
    expect(read.map((codes) => codes.length)).toEqual([27, 2]);
    expect(read.flat().sort()).toEqual(labels.map(({ url }) => url).sort());
  }, 180_000);

  it('says in words whose card it is, within the label', () => {
    const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
    for (const { hostName, number } of labels) {
      expect(text).toMatch(new RegExp(`\\b${hostName}\\b`));
      expect(text).toContain(`card ${number} of 29`);
    }
    expect(text).toContain('Säntis, east ridge');
    expect(text).toContain('Start before 2026-12-21');
    // One that is too long is cut, and does not run over its neighbour.
    expect(text).toMatch(/A name that is far/);
    expect(text).not.toContain('label of a card');
  });

  it.each([
    ['Gipfelstation Süd', 'Čerčany, ľadová stena'],
    ['Вершина', 'Κορυφή Ολύμπου'],
  ])(
    'writes %s and %s with a font of the system, of which the document has a part',
    async (deviceName, siteName) => {
      const [first] = labels;
      if (!first) throw new Error('There is no label.');
      const named = [{ ...first, deviceName, siteName }];
      const bytes = await labelSheet(named);
      writeFileSync(file, bytes);
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
      expect(text).toContain(deviceName);
      expect(text).toContain(siteName);
      expect(unwritable(named)).toEqual([]);
      expect(bytes.length).toBeLessThan(100_000);
      // Where there is no such font, what cannot be written is named.
      expect(unwritable(named, [])).toContain(siteName);
      expect(unwritable([{ ...first, deviceName: '山頂', siteName: 'قمة' }])).toEqual([
        '山頂',
        'قمة',
      ]);
    },
  );
});
