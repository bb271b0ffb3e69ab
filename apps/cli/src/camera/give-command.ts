import { setTimeout as delay } from 'node:timers/promises';
import { commandSchema, type Command, type CommandType } from '@eyrie/contracts';
import type { CloudAccess } from '../cloud/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

export interface CommandWish {
  readonly type: CommandType;
  readonly parameters?: object;
  readonly ttl_seconds?: number;
}

export interface Following {
  /** Hears of it each time that it is looked at, until its last word. */
  readonly onStep?: (command: Command) => void;
}

const lookEveryMs = 400;

/** Gives a device a command, and resolves with its last word, whatever it is. */
export async function giveCommand(
  cloud: CloudAccess,
  deviceId: string,
  wish: CommandWish,
  { onStep }: Following = {},
): Promise<Command> {
  let command = await cloud.post(`/v1/devices/${deviceId}/commands`, commandSchema, wish);
  onStep?.(command);
  // The cloud calls it expired where the worker has not begun in time, so this comes to an end.
  while (command.finished_at === null) {
    await delay(lookEveryMs);
    command = await cloud.get(`/v1/commands/${command.id}`, commandSchema);
    onStep?.(command);
  }
  return command;
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
export function stepOf({ state }: Command): string {
  return {
    queued: 'waits for the site',
    sent: 'at the site',
    accepted: 'accepted by the site',
    running: 'the worker is at it',
    succeeded: 'done',
    failed: 'failed',
    expired: 'expired',
    refused: 'refused',
  }[state];
}
