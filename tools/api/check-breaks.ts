// Compares docs/api/openapi.json with what was committed before, and fails where a client would break.
// What is meant is listed, with its reason, in docs/api/accepted-breaks.json.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ApiDocument, breakingChanges } from './breaking-changes.ts';

const root = path.resolve(import.meta.dirname, '../..');
const file = 'docs/api/openapi.json';

/** The newest committed document that is another one than the present; null where there is none. */
function committedBefore(present: string): string | null {
  const git = (...parameters: string[]): string =>
    execFileSync('git', parameters, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const commits = git('log', '-n', '2', '--format=%H', '--', file).split('\n').filter(Boolean);
  for (const commit of commits) {
    const text = git('show', `${commit}:${file}`);
    if (text !== present) return text;
  }
  return null;
}

const present = readFileSync(path.join(root, file), 'utf8');
const before = committedBefore(present);
const accepted = JSON.parse(
  readFileSync(path.join(root, 'docs/api/accepted-breaks.json'), 'utf8'),
) as Record<string, string>;
const found =
  before === null
    ? []
    : breakingChanges(JSON.parse(before) as ApiDocument, JSON.parse(present) as ApiDocument);
const open = found.filter((text) => !(text in accepted));
for (const text of open) console.error(text);
if (open.length > 0) {
  console.error(
    `${open.length} changes of the API would break clients. Make them additions, or list each ` +
      'with its reason in docs/api/accepted-breaks.json.',
  );
} else {
  console.log(`The API breaks no client (${found.length} changes are accepted).`);
}
process.exit(open.length > 0 ? 1 : 0);
