import { accessSync, constants, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import bundledChromium from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** No look-ups of other hosts, no sandbox of its own: it only visits the fleet on this machine. */
const quietFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** The machine's Chromium, else the one that @sparticuz/chromium ships. */
export async function launchBrowser(): Promise<Browser> {
  const system = findOnPath();
  return system
    ? chromium.launch({ executablePath: system, args: quietFlags })
    : chromium.launch({
        executablePath: await unpackBundled(),
        args: [...bundledChromium.args, ...quietFlags],
      });
}

/** Unpacked once for each user: one user may not run, nor replace, what another has unpacked. */
async function unpackBundled(): Promise<string> {
  const shared = os.tmpdir();
  const own = path.join(shared, `eyrie-chromium-${os.userInfo().uid}`);
  mkdirSync(own, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = own;
  try {
    return await bundledChromium.executablePath();
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

function findOnPath(): string | null {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  for (const file of names.flatMap((name) => folders.map((folder) => path.join(folder, name)))) {
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
