import { commandTypeSchema } from '@eyrie/contracts';
import type { Command as DeviceCommand } from '@eyrie/sdk';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { openCloud, withCloud, type CloudOptions } from '../access/cloud-access.ts';
import { deviceNamed } from '../cloud/named.ts';
import { example } from '../examples.ts';
import { jsonOrText, wholeFrom } from '../terminal/option-values.ts';
import { minute, printJson } from '../terminal/print.ts';
import { table } from '../terminal/table.ts';
import type { CommandWish } from './give-command.ts';
import { runCommand, saveFile, withFollowing, type FollowOptions } from './run-command.ts';

interface RunOptions extends FollowOptions {
  parameter?: Record<string, unknown>;
}

/** `eyrie command …`: what devices are told to do. */
export function commandCommand(): Command {
  const command = new Command('command')
    .alias('commands')
    .description('Commands to devices: given, followed to their end, and looked up.');
  const runs = withFollowing(
    command
      .command('run')
      .addArgument(new Argument('<type>', 'what to do').choices(commandTypeSchema.options))
      .argument('<device>', 'by name or id')
      .description('Tell a device to do something, and follow it to its end.'),
  )
    .option('--parameter <name=value>', 'again for each; JSON where it is no plain text', parameter)
    .option('--out <file>', 'saves the file that it brings: a log, a diagnostics bundle')
    .action((type: CommandWish['type'], wanted: string, options: RunOptions) =>
      runCommand(async (eyrie) => {
        const { id: deviceId, name } = await deviceNamed(eyrie, wanted);
        const parameters = options.parameter ?? {};
        return { deviceId, name, wish: { type, parameters } as CommandWish };
      }, options),
    );
  example(runs, 'eyrie command run reboot ridge-worker --no-wait', 'restart a Pi');
  example(
    runs,
    'eyrie command run log_tail ridge-worker --parameter lines=50 --no-wait --json',
    'its last lines',
  );
  const lists = withCloud(
    command.command('list <device>').description('What a device was told, newest first.'),
  )
    .option('--limit <count>', 'so many', wholeFrom(1, 10_000), 20)
    .action(async (name: string, options: CloudOptions & { limit: number }) => {
      const { eyrie } = await openCloud(options, process.env);
      const { id } = await deviceNamed(eyrie, name);
      const items = await eyrie.commands.list(id).toArray(options.limit);
      if (options.json) printJson({ items });
      else console.log(formatCommands(items));
    });
  example(lists, 'eyrie command list ridge-worker', 'what it was told, and what came of it');
  withCloud(command.command('show <id>').description('One command, by its id.')).action(
    async (id: string, options: CloudOptions) => {
      const { eyrie } = await openCloud(options, process.env);
      printJson(await eyrie.commands.read(id));
    },
  );
  withCloud(command.command('save <id>').description('Save the file that a command brought.'))
    .requiredOption('--out <file>', 'where it goes')
    .action(async (id: string, options: CloudOptions & { out: string }) => {
      const { eyrie } = await openCloud(options, process.env);
      await saveFile(eyrie, id, options);
      if (options.json) printJson({ id, file: options.out });
      else console.log(options.out);
    });
  return command;
}

function formatCommands(items: readonly DeviceCommand[]): string {
  const rows = items.map((one) => [
    minute(one.created_at),
    one.type,
    one.state,
    one.message ?? one.refusal ?? '',
    one.id,
  ]);
  const header = [
    { title: 'GIVEN', narrow: 'whole' },
    { title: 'TYPE', narrow: 'whole' },
    { title: 'STATE', narrow: 'whole' },
    'WHAT CAME OF IT',
    { title: 'ID', narrow: 'leave' },
  ] as const;
  return items.length === 0 ? 'It was told nothing yet.' : table(header, rows);
}

function parameter(text: string, before: Record<string, unknown> = {}): Record<string, unknown> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('A name, = and a value, such as lines=50.');
  }
  return { ...before, [name]: jsonOrText(value) };
}
