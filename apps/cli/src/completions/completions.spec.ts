import { describe, expect, it } from '@jest/globals';
import { eyrieProgram } from '../commands.ts';
import {
  bashOffers,
  fishOffers,
  hasShell,
  type Offers,
  zshOffers,
} from '../testing/completing-shells.ts';
import { bashCompletions } from './bash.ts';
import { fishCompletions } from './fish.ts';
import { placesOf } from './places.ts';
import { zshCompletions } from './zsh.ts';

const places = placesOf(eyrieProgram());

const shells: [string, string, Offers][] = [
  ['bash', bashCompletions(places), bashOffers],
  ['zsh', zshCompletions(places), zshOffers],
  ['fish', fishCompletions(places), fishOffers],
];

describe('completions', () => {
  for (const [name, script, offers] of shells) {
    (hasShell(name) ? it : it.skip)(
      `offer commands, options and values where they belong, in ${name} itself`,
      () => {
        const offered = offers(script, [
          'dev',
          'devices sh',
          'device list --p',
          'device list --presence o',
          'command run re',
          'completions ',
        ]);
        // In the order of the table or of the alphabet, as the shell likes; zsh has options everywhere.
        const sorted = offered.map((words) => words.sort());
        expect(sorted.pop()?.filter((word) => word !== '--help')).toEqual(['bash', 'fish', 'zsh']);
        expect(sorted).toEqual([
          ['device', 'devices'],
          ['show'],
          ['--presence', '--profile'],
          ['offline', 'online'],
          ['reboot', 'render', 'restart'],
        ]);
      },
    );
  }

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
