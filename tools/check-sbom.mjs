// Reads a bill of materials (CycloneDX) from stdin and fails where it leaves out a package of the lock,
// or names one without its version. Built-ins only.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

const bill = JSON.parse(await text(process.stdin));
const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const named = new Set(
  (bill.components ?? []).map(({ group, name, version }) =>
    [group === undefined || group === '' ? name : `${group}/${name}`, version].join('@'),
  ),
);
const missing = Object.entries(lock.packages)
  .filter(([place, { link, optional }]) => place.includes('node_modules/') && !link && !optional)
  // One that is installed under another name is told by that name.
  .map(([place, { name, version }]) =>
    [place.split('node_modules/').at(-1), name].map((one) => `${one}@${version}`),
  )
  .filter((names) => !names.some((one) => named.has(one)))
  .map(([name]) => name);
if (bill.bomFormat !== 'CycloneDX' || named.size === 0) missing.push('everything: not CycloneDX');
for (const one of missing) console.error(`The bill of materials leaves out ${one}.`);
console.log(`${named.size} packages.`);
process.exitCode = missing.length > 0 ? 1 : 0;
