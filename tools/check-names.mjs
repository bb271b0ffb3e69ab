// Fails where a package is not agreed on, or has a name that is nearly another's: whoever mistypes a name, or
// takes it from a text that somebody wrote for that end, installs a stranger's code. Direct dependencies are
// agreed on in tools/agreed-packages.json, one by one; every name in the lock, at whatever depth, is held against
// these and against well-known ones. Built-ins only: it runs before anything is installed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Shorter names are near to too many others by chance. */
const lettersMin = 5;

/** Without what people leave out or exchange: scope marks, dashes, dots, underscores, a "js" at the end. */
function skeletonOf(name) {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return plain.length > lettersMin + 2 ? plain.replace(/js$/, '') : plain;
}

/** Whether one letter was added, left out or exchanged, or two neighbours were swapped. */
function isOneEditApart(a, b) {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  const rest = (text, from) => text.slice(from);
  if (short.length < long.length) return rest(short, at) === rest(long, at + 1);
  if (rest(short, at + 1) === rest(long, at + 1)) return true;
  const isSwapped = short[at] === long[at + 1] && short[at + 1] === long[at];
  return isSwapped && rest(short, at + 2) === rest(long, at + 2);
}

/** The known name that this one could be mistaken for; null where there is none. */
export function mistakableFor(name, known) {
  if (known.includes(name)) return null;
  const skeleton = skeletonOf(name);
  if (skeleton.length < lettersMin) return null;
  for (const other of known) {
    const its = skeletonOf(other);
    if (its.length < lettersMin) continue;
    if (skeleton === its || isOneEditApart(skeleton, its)) return other;
  }
  return null;
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** `apps/*`, the one pattern that package.json has; Node 20 knows no glob. */
function foldersOf(root, pattern) {
  const parent = pattern.replace(/\/\*$/, '');
  return readdirSync(path.join(root, parent)).map((name) => path.join(parent, name));
}

function directDependencies(root) {
  const { workspaces = [] } = readJson(path.join(root, 'package.json'));
  const folders = ['', ...workspaces.flatMap((pattern) => foldersOf(root, pattern))];
  const names = folders.flatMap((folder) => {
    const file = path.join(root, folder, 'package.json');
    let own;
    try {
      own = readJson(file);
    } catch (error) {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    }
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = own;
    return Object.keys({
      ...dependencies,
      ...devDependencies,
      ...optionalDependencies,
      ...peerDependencies,
    });
  });
  return [...new Set(names)].filter((name) => !name.startsWith('@eyrie/'));
}

/** Every name in the lock, under which whatever is installed was asked for. */
function lockedNames(root) {
  const { packages } = readJson(path.join(root, 'package-lock.json'));
  const names = Object.entries(packages).flatMap(([place, { link, name }]) => {
    if (!place.includes('node_modules/') || link) return [];
    // An alias has the name of its folder, and the one that is fetched.
    return [place.slice(place.lastIndexOf('node_modules/') + 13), ...(name ? [name] : [])];
  });
  return [...new Set(names)];
}

function main(root) {
  const { agreed, wellKnown, alike } = readJson(path.join(root, 'tools/agreed-packages.json'));
  const faults = [];
  for (const name of directDependencies(root)) {
    if (agreed.includes(name)) continue;
    faults.push(
      `${name} is not agreed on. Look at who publishes it and what it does, then add it to tools/agreed-packages.json.`,
    );
  }
  const known = [...new Set([...agreed, ...wellKnown])];
  for (const name of lockedNames(root)) {
    const other = mistakableFor(name, known);
    if (other === null || alike.includes(name)) continue;
    faults.push(
      `${name} could be mistaken for ${other}. If it is what was meant, add it to "alike" in tools/agreed-packages.json.`,
    );
  }
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main(process.cwd());
