// Fails where a file of the tree holds what looks like a secret that works: keys, tokens of known
// makers, our own tokens. Tests make theirs up; one that must be written down ends its line with
// "not-a-secret". With --history every line that any commit has added is looked at as well: what was taken out
// of the tree is still there for whoever clones. Built-ins only: it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

// A letter said twenty times, and digits that are counted up, are nobody's secret.
const kinds = {
  'a private key':
    /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED |DSA )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=]{40}/,
  'an AWS access key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a GitHub token': /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/,
  'a Slack token': /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/,
  'a Google API key': /\bAIza[0-9A-Za-z_-]{35}\b/,
  'a Stripe key': /\b[rs]k_live_[0-9A-Za-z]{20,}\b/,
  'an npm token': /\bnpm_[A-Za-z0-9]{36}\b/,
  'a provisioning token': /\beyp_(?!(.)\1{20})(?!0123456789)[A-Za-z0-9_-]{43}\b/,
  'an API key': /\beyrie_(?!(.)\1{20})[A-Za-z0-9_-]{43}\b/,
  'a password in a URL':
    /\b[a-z]+:\/\/[^\s:/@'"`$<{]+:(?!(?:secret|password|test|bench|eyrie|postgres|mistaken|x+|\*+)@)[^\s:/@'"`$<{]{8,}@(?!localhost|127\.|example)/,
};
const bytesMax = 2_000_000;

/** What of a text looks like a secret: line numbers and kinds, never the secret. */
export function secretsIn(text) {
  return Object.entries(kinds).flatMap(([kind, shape]) =>
    [...text.matchAll(new RegExp(shape, 'g'))].flatMap(({ index, 0: found }) => {
      const before = text.slice(0, index);
      const end = text.indexOf('\n', index + found.length);
      const line = text.slice(before.lastIndexOf('\n') + 1, end < 0 ? undefined : end);
      return line.includes('not-a-secret') ? [] : [{ kind, line: before.split('\n').length }];
    }),
  );
}

const historyBytesMax = 256 * 1024 * 1024;

/** Whether a file may hold a secret at all: a lock's integrity hashes are random, and public. */
const isSearched = (file) => file !== '' && !file.endsWith('package-lock.json');

function* findingsInTree() {
  const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const file of files.split('\0')) {
    if (!isSearched(file)) continue;
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 || size > bytesMax) continue;
    const text = readFileSync(file, 'latin1');
    if (text.includes('\0')) continue;
    for (const { kind, line } of secretsIn(text)) yield { place: `${file}:${line}`, kind };
  }
}

/** What every commit has added, file by file; a merge, what it adds to its first parent. */
function* findingsInHistory() {
  const log = git(
    'log',
    '-p',
    '-U0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--diff-merges=first-parent',
    '--format=%x00%H',
  );
  for (const commit of log.split('\0').slice(1)) {
    const name = commit.slice(0, 12);
    for (const patch of commit.split(/^diff --git /m).slice(1)) {
      const file = /^\+\+\+ b\/(.*)$/m.exec(patch)?.[1] ?? '';
      if (!isSearched(file) || patch.length > bytesMax) continue;
      const added = patch
        .split('\n')
        .filter((line) => line.startsWith('+') && !line.startsWith('+++ '))
        .map((line) => line.slice(1))
        .join('\n');
      for (const { kind } of secretsIn(added)) yield { place: `${name} ${file}`, kind };
    }
  }
}

function git(...parameters) {
  return execFileSync('git', parameters, { encoding: 'latin1', maxBuffer: historyBytesMax });
}

function main() {
  let found = 0;
  for (const { place, kind } of findingsInTree()) {
    console.error(`${place} looks like ${kind}. Remove it, and make it worthless.`);
    found += 1;
  }
  if (process.argv.includes('--history')) {
    for (const { place, kind } of findingsInHistory()) {
      console.error(
        `${place} added what looks like ${kind}. Make it worthless: it stays in the history.`,
      );
      found += 1;
    }
  }
  if (found > 0) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main();
