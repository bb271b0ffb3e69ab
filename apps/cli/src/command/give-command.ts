import type { Command, Eyrie } from '@eyrie/sdk';
import { CommandFailure, exitCodes } from '../failure.ts';

/** A command without what the cloud adds. */
export type CommandWish = Parameters<Eyrie['commands']['give']>[1];

/** Gives a device a command, and resolves with its last word, whatever it is. */
export function giveCommand(
  eyrie: Eyrie,
  deviceId: string,
  wish: CommandWish,
  { onStep }: { readonly onStep?: (command: Command) => void } = {},
): Promise<Command> {
  // The cloud calls it expired where the worker has not begun in time, so this comes to an end.
  return eyrie.commands.run(deviceId, wish, onStep);
}

/** Throws where it did not succeed: 75 where it may be another time. */
export function requireSuccess(command: Command): Command {
  if (command.state === 'succeeded') return command;
  const code = command.state === 'expired' ? exitCodes.tryAgain : exitCodes.failed;
  const why =
    command.message ??
    command.refusal ??
    (command.state === 'expired' ? 'the worker did not hear of it in time' : command.state);
  throw new CommandFailure(`It was not done: ${why} (${command.id})`, code);
}

/** Where it is, in a word or two. */
export function stepOf({ state, percent }: Command): string {
  const step = {
    queued: 'waits for the site',
    sent: 'at the site',
    accepted: 'accepted by the site',
    running: 'the device is at it',
    succeeded: 'done',
    failed: 'failed',
    expired: 'expired',
    refused: 'refused',
  }[state];
  return state === 'running' && percent !== null ? `${step}, ${percent} %` : step;
}
