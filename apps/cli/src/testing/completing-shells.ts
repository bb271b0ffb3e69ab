import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What a shell itself offers at the end of a line, for each of some lines (`eyrie` left out), once it has read a completion script. */
export type Offers = (script: string, lines: readonly string[]) => string[][];

export function hasShell(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

export const bashOffers: Offers = (script, lines) => {
  const asked = lines.map((line) => {
    const words = line.split(' ');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(eyrie ${quoted}); COMP_CWORD=${words.length}; COMPREPLY=(); _eyrie; echo "\${COMPREPLY[@]}"`;
  });
  const out = execFileSync('bash', ['--norc'], {
    input: [script, ...asked].join('\n'),
    cwd: '/',
    encoding: 'utf8',
  });
  return out
    .trimEnd()
    .split('\n')
    .map((offered) => offered.split(' '));
};

export const fishOffers: Offers = (script, lines) => {
  const asked = lines.map((line) => `complete -C 'eyrie ${line}'; echo`);
  const out = besideScript('eyrie.fish', script, (folder) => {
    const program = ['source eyrie.fish', ...asked].join('\n');
    return execFileSync('fish', ['--no-config', '-c', program], { cwd: folder, encoding: 'utf8' });
  });
  // After the name stands what it is for.
  return out
    .split('\n\n')
    .slice(0, lines.length)
    .map((offered) => offered.split('\n').map((entry) => entry.split('\t')[0] ?? ''));
};

/** zsh completes at a prompt only, so that it gets a terminal and the key itself; what would be shown is printed instead. */
export const zshOffers: Offers = (script, lines) => {
  const shown =
    'compadd() { local -a got; builtin compadd -O got "$@"; (( $#got )) && print -r -- "<${got[*]}>" }';
  // Tab completes, empties the line again and says that it is through.
  const asked = 'asked() { zle complete-word; BUFFER=; print -r -- "-en""d-" }';
  const keys = lines.map((line) => `zpty -w -n z $'eyrie ${line}\\t'; until-seen '-end-'`);
  const terminal = [
    'zmodload zsh/zpty',
    'until-seen() { local said; while zpty -r z said; do print -r -- "$said"; [[ $said == *$1* ]] && break; done }',
    'zpty z zsh -f -i',
    `zpty -w z 'autoload -Uz compinit; compinit -u -D; source ./_eyrie'`,
    `zpty -w z '${shown}'`,
    `zpty -w z '${asked}; zle -N asked; bindkey "^I" asked'`,
    `zpty -w z "print -r -- -rea''dy-"`,
    "until-seen '-ready-'",
    ...keys,
    'zpty -d z',
  ];
  const out = besideScript('_eyrie', script, (folder) =>
    execFileSync('zsh', ['-f', '-c', terminal.join('\n')], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    }),
  );
  const [, answers = ''] = out.split('-ready-');
  return answers
    .split('-end-')
    .slice(0, lines.length)
    .map((text) => [
      ...new Set([...text.matchAll(/<([^<>]*)>/g)].flatMap(([, found]) => found?.split(' ') ?? [])),
    ]);
};

function besideScript(name: string, script: string, ask: (folder: string) => string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-completions-'));
  try {
    writeFileSync(path.join(folder, name), script);
    return ask(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
