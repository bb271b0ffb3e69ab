import { setTimeout as delay } from 'node:timers/promises';
import type { Command as DeviceCommand, Eyrie } from '@eyrie/sdk';
import { Option, type Command } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { writeMedia } from '../media/write-media.ts';
import { wholeFrom } from '../terminal/option-values.ts';
import { printJson } from '../terminal/print.ts';
import { ProgressBar, progressLine, sizeText } from '../terminal/progress-bar.ts';
import { giveCommand, requireSuccess, stepOf, type CommandWish } from './give-command.ts';

/** How a command is given and followed; the same for every command that gives one. */
export interface FollowOptions extends CloudOptions {
  ttl: number;
  wait: boolean;
  out?: string;
}

/** Who is told, and what. */
export interface GivenCommand {
  readonly deviceId: string;
  /** Of the device or camera, for whoever looks on. */
  readonly name: string;
  readonly wish: CommandWish;
  /** Its file is what somebody wants to read: it goes to the terminal where no `--out` is named. */
  readonly isFileShown?: boolean;
}

/** The options of `FollowOptions`, but for `--out`, which is for what brings a file. */
export function withFollowing(command: Command): Command {
  return withCloud(command)
    .addOption(
      new Option('--ttl <seconds>', 'how long it may wait for the device')
        .argParser(wholeFrom(5, 86_400))
        .default(300),
    )
    .option('--no-wait', 'only hand it to the cloud');
}

/** Tells a device something, and follows it to its end. Throws `CommandFailure` where it does not succeed. */
export async function runCommand(
  choose: (eyrie: Eyrie) => Promise<GivenCommand>,
  options: FollowOptions,
): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const { deviceId, name, wish, isFileShown = false } = await choose(eyrie);
  const timed = { ...wish, ttl_seconds: options.ttl } as CommandWish;
  if (!options.wait) {
    const given = await eyrie.commands.give(deviceId, timed);
    if (options.json) printJson(given);
    else console.log(`${given.id} ${stepOf(given)}. Follow it: eyrie command show ${given.id}`);
    return;
  }
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const done = requireSuccess(
    await giveCommand(eyrie, deviceId, timed, {
      onStep: (command) => bar.show(lineOf(name, command)),
    }),
  );
  bar.end(lineOf(name, done));
  const { out, json = false } = options;
  const isShown = isFileShown && out === undefined && !json;
  if (out !== undefined || isShown) await requireFile(eyrie, done, options.ttl);
  if (out !== undefined) await saveFile(eyrie, done.id, { out, json });
  if (json) printJson(done);
  else if (isShown) process.stdout.write(await textOf(eyrie, done.id));
  else console.log(out ?? done.message ?? JSON.stringify(done.result ?? {}));
}

/** Resolves once its file is in the cloud: the bytes come by another way than the word that it is done. */
async function requireFile(eyrie: Eyrie, done: DeviceCommand, waitSeconds: number): Promise<void> {
  if (done.file_bytes === null) throw new CommandFailure(`It brought no file (${done.id}).`);
  const until = Date.now() + waitSeconds * 1_000;
  for (let seen = done; seen.file_url === null; seen = await eyrie.commands.read(done.id)) {
    if (Date.now() > until) {
      throw new CommandFailure(
        `Its file is not in the cloud after ${waitSeconds} s: it comes when the link allows it. Then: eyrie command save ${done.id} --out FILE`,
        exitCodes.tryAgain,
      );
    }
    await delay(500);
  }
}

/** The file that a command brought. */
export async function saveFile(
  eyrie: Eyrie,
  id: string,
  { out, json = false }: { out: string; json?: boolean },
): Promise<void> {
  const bar = new ProgressBar(process.stderr, json);
  const bytes = await writeMedia(await eyrie.commands.file(id), out, bar);
  bar.end(`${out}: ${sizeText(bytes)}`);
}

function lineOf(name: string, command: DeviceCommand): string {
  const { percent, message } = command;
  const said = message === null ? stepOf(command) : `${stepOf(command)}: ${message}`;
  if (percent === null) return `${name}: ${said}`;
  return progressLine({ step: `${name}: ${said}`, done: percent, total: 100, unit: '%' });
}

async function textOf(eyrie: Eyrie, id: string): Promise<string> {
  const file = await eyrie.commands.file(id);
  return Buffer.from(await file.toBytes()).toString('utf8');
}
