import { describe, expect, it } from '@jest/globals';
import type { CommandType } from '@eyrie/contracts';
import type { Command } from 'commander';
import { eyrieProgram } from '../commands.ts';

/** Where a person finds each command of the cloud; a new one does not compile without its place. */
const places = {
  capture: 'camera capture',
  focus: 'camera focus',
  live_view: 'camera live',
  // Ctrl-C.
  end_view: 'camera live',
  learn_view: 'camera learn-view',
  render: 'camera render',
  // --plugged.
  find_cameras: 'camera list',
  self_test: 'device self-test',
  log_tail: 'device log',
  diagnostics: 'device diagnostics',
  restart: 'device restart',
  reboot: 'device reboot',
} as const satisfies Record<CommandType, string>;

describe('every command of the cloud', () => {
  const at = (path: string): Command | undefined =>
    path
      .split(' ')
      .reduce<Command | undefined>(
        (command, name) => command?.commands.find((one) => one.name() === name),
        eyrieProgram(),
      );

  it.each(Object.entries(places))('has a place of its own: %s in eyrie %s', (_, path) => {
    expect(at(path)?.description()).toMatch(/\.$/);
  });

  it('can be given by its name too', () => {
    const [type] = at('command run')?.registeredArguments ?? [];
    expect(type?.argChoices?.toSorted()).toEqual(Object.keys(places).toSorted());
  });
});
