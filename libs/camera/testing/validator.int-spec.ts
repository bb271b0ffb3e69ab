import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { breakages } from './broken-frames.ts';
import { dirts } from './lens-dirt.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** As a program of its own, because pixels are worked through several times slower in Jest's. */
function judged(...given: string[]): Promise<{ stdout: string }> {
  return run(
    process.execPath,
    [
      ...['--no-warnings', '--conditions=@eyrie/source', '--import', './tools/swc-hooks.mjs'],
      ...['libs/camera/testing/bin/validator.ts', ...given, '--wanted', '0.9'],
    ],
    { cwd: root },
  );
}

/** The short form of `npm run validator`: two more cameras that nothing was trained on, 20 frames of each kind. */
it('tells what is wrong with a frame, nine times of ten and more, whatever it is', async () => {
  const { stdout } = await judged('--cameras', '2', '--from', '60', '--photographs', 'none');
  expect(stdout).toContain('90 % or more of each.');
  for (const kind of ['clear', ...dirts, ...breakages]) {
    expect(stdout).toMatch(new RegExp(`\\| \\*\\*${kind}\\*\\* +\\| (19|20) `));
  }
}, 600_000);

/** A small package that CI has; it ends with 1 where of 15 frames of a kind more than one is misjudged. */
const photographs = 'palapeli-data';
const isThere = existsSync('/usr/share/palapeli/collection');

(isThere ? it : it.skip)(
  `tells it on photographs too, from Debian's ${photographs}`,
  async () => {
    const { stdout } = await judged('--cameras', '0', '--photographs', photographs);
    expect(stdout).toContain('5 photographs');
    for (const kind of ['clear', ...dirts]) {
      expect(stdout).toMatch(new RegExp(`\\| \\*\\*${kind}\\*\\* +\\| 15 `));
    }
  },
  600_000,
);
