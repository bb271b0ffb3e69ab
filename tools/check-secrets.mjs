// Fails where a file of the tree holds what looks like a secret that works: keys, tokens of known
// makers, our own tokens. Tests make theirs up; one that must be written down ends its line with
// "not-a-secret". Built-ins only: it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

const kinds = {
  'a private key':
    /-----BEGIN (?:RSA |EC |OPENSSH |ENCRYPTED |DSA )?PRIVATE KEY-----\s*\n?[A-Za-z0-9+/=]{40}/,
  'an AWS access key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'a GitHub token': /\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}\b/,
  'a Slack token': /\bxox[abprs]-[A-Za-z0-9-]{20,}\b/,
  'a Google API key': /\bAIza[0-9A-Za-z_-]{35}\b/,
  'a Stripe key': /\b[rs]k_live_[0-9A-Za-z]{20,}\b/,
  'an npm token': /\bnpm_[A-Za-z0-9]{36}\b/,
  'a provisioning token': /\beyp_(?!(.)\1{20})[A-Za-z0-9_-]{43}\b/,
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

function main() {
  const files = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  let found = 0;
  for (const file of files.split('\0')) {
    // A lock's integrity hashes are random, and public.
    if (file === '' || file.endsWith('package-lock.json')) continue;
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    if (size === 0 || size > bytesMax) continue;
    const text = readFileSync(file, 'latin1');
    if (text.includes('\0')) continue;
    for (const { kind, line } of secretsIn(text)) {
      console.error(`${file}:${line} looks like ${kind}. Remove it, and make it worthless.`);
      found += 1;
    }
  }
  if (found > 0) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main();
