// Runs the Pi's own program in a folder that stands for the Pi, with Node as it is there: without a build.
// `node cuts.mjs FOLDER` once; `node cuts.mjs FOLDER every` as often as there are operations on files, each
// time with a card as new, the power cut before another of them, and then a start that is not cut. Prints a line
// of JSON for each: what the files held after the cut, and in the end.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';

const [folder, every] = process.argv.slice(2);
let before = Infinity;
let count = 0;
let cut = () => undefined;

/** Nothing comes after the cut: what waits for the operation waits for ever. */
function counted(of, name) {
  const real = of[name];
  of[name] = function (...parameters) {
    count += 1;
    if (count <= before) return real.apply(this, parameters);
    cut();
    return new Promise(() => undefined);
  };
}

const handle = await fs.open(import.meta.filename);
const handles = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['write', 'writeFile', 'sync', 'chown', 'chmod']) counted(handles, name);
for (const name of ['open', 'rename', 'mkdir', 'writeFile', 'rm', 'chmod']) counted(fs, name);
syncBuiltinESMExports();
const { provision } = await import('../../edge-image/provision/provision.ts');

/** One start; true where it came to its end. */
async function start(cutBefore) {
  before = cutBefore;
  count = 0;
  const isCut = new Promise((resolve) => {
    cut = () => resolve(false);
  });
  const places = {
    card: path.join(folder, 'card'),
    system: path.join(folder, 'data/system'),
    services: path.join(folder, 'data/eyrie'),
    isOwnMachine: true,
    root: path.join(folder, 'root'),
    owner: () => null,
    say: () => undefined,
  };
  return Promise.race([provision(places).then(() => true), isCut]);
}

const watched = [
  'card/provision.txt',
  'data/system/settings.json',
  'data/eyrie/worker/provision.txt',
  'data/eyrie/coordinator/provision.txt',
];
const content = () =>
  watched.map((name) => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  });

if (every === undefined) await start(Infinity);
else {
  cpSync(path.join(folder, 'card'), path.join(folder, 'new-card'), { recursive: true });
  for (let number = 0, ended = false; !ended; number += 1) {
    for (const name of ['card', 'data', 'root']) {
      rmSync(path.join(folder, name), { recursive: true, force: true });
    }
    for (const name of ['data', 'root']) mkdirSync(path.join(folder, name));
    cpSync(path.join(folder, 'new-card'), path.join(folder, 'card'), { recursive: true });
    ended = await start(number);
    const afterCut = content();
    await start(Infinity);
    console.log(JSON.stringify({ number, afterCut, end: content() }));
  }
}
