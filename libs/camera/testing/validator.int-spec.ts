import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { breakages } from './broken-frames.ts';
import { dirts } from './lens-dirt.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The short form of `npm run validator`: two more cameras that nothing was trained on, 20 frames of each
 * kind. As a program of its own, because pixels are worked through several times slower in Jest's.
 */
it('tells what is wrong with a frame, nine times of ten and more, whatever it is', async () => {
  const given = ['--cameras', '2', '--from', '60', '--photographs', 'none', '--wanted', '0.9'];
  const { stdout } = await run(
    process.execPath,
    [
      ...['--no-warnings', '--conditions=@eyrie/source', '--import', './tools/swc-hooks.mjs'],
      ...['libs/camera/testing/bin/validator.ts', ...given],
    ],
    { cwd: root },
  );
  expect(stdout).toContain('90 % or more of each.');
  for (const kind of ['clear', ...dirts, ...breakages]) {
    expect(stdout).toMatch(new RegExp(`\\| \\*\\*${kind}\\*\\* +\\| (19|20) `));
  }
}, 600_000);
