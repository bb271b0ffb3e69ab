import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { eyrieProgram } from '../commands.ts';
import { bashCompletions } from './bash.ts';
import { fishCompletions } from './fish.ts';
import { placesOf } from './places.ts';
import { zshCompletions } from './zsh.ts';

const places = placesOf(eyrieProgram());

/** What bash itself offers at the end of each of these lines, asked in one go. */
function offered(...lines: string[][]): string[][] {
  const asked = lines.map(
    (words) =>
      `COMP_WORDS=(eyrie ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; COMPREPLY=(); _eyrie; echo "\${COMPREPLY[@]}"`,
  );
  const script = [bashCompletions(places), ...asked].join('\n');
  const out = execFileSync('bash', ['--norc'], { input: script, cwd: '/', encoding: 'utf8' });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
}

describe('completions', () => {
  it('offer commands, options and values where they belong, in bash itself', () => {
    const [first, below, options, presence, type, shells] = offered(
      ['dev'],
      ['devices', 'sh'],
      ['device', 'list', '--p'],
      ['device', 'list', '--presence', 'o'],
      ['command', 'run', 're'],
      ['completions', ''],
    );
    expect(first).toEqual(['device', 'devices']);
    expect(below).toEqual(['show']);
    expect(options).toEqual(['--profile', '--presence']);
    expect(presence).toEqual(['online', 'offline']);
    expect(type).toEqual(['restart', 'reboot', 'render']);
    expect(shells).toEqual(['bash', 'zsh', 'fish']);
  });

  it('know every command of the table, in each shell', () => {
    const scripts = [bashCompletions(places), zshCompletions(places), fishCompletions(places)];
    for (const { words } of places) {
      for (const script of scripts) expect(script).toContain(`'${words}'`);
    }
    expect(places.length).toBeGreaterThan(80);
  });

  it('carry nothing of a description that a shell would read', () => {
    const told = places.flatMap(({ commands, options }) => [...commands, ...options]);
    expect(told.filter(({ what }) => /['"`$\\]/.test(what))).toEqual([]);
  });
});
