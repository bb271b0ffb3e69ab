import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import {
  loginCommand,
  logoutCommand,
  profileCommand,
  whoamiCommand,
} from './access/login.command.ts';
import { auditCommand } from './audit/audit.command.ts';
import { backupCommand } from './backup/backup.command.ts';
import { cameraCommand } from './camera/camera.command.ts';
import { deviceCommand } from './cloud/device.command.ts';
import { tokenCommand } from './cloud/token.command.ts';
import { commandCommand } from './command/command.command.ts';
import { completionsCommand } from './completions/completions.command.ts';
import { configCommand } from './config/config.command.ts';
import { doctorCommand } from './doctor/doctor.command.ts';
import { eventCommand } from './events/event.command.ts';
import { fleetCommand } from './fleet/fleet.command.ts';
import { imageCommand } from './image/image.command.ts';
import { keysCommand } from './keys/keys.command.ts';
import { mediaCommand } from './media/media.command.ts';
import { organisationCommand } from './organisation/organisation.command.ts';
import { retentionCommand } from './organisation/retention.command.ts';
import { apiKeyCommand } from './people/api-key.command.ts';
import { invitationCommand } from './people/invitation.command.ts';
import { peopleCommand } from './people/people.command.ts';
import { piCommand } from './pi/pi.command.ts';
import { siteCommand } from './site/site.command.ts';

/**
 * Every command there is, in the order and under the headings of `eyrie --help`. Help, completions and docs/cli.md follow
 * from this table; a new command is one line here.
 */
const groups: readonly (readonly [heading: string, make: (() => Command)[]])[] = [
  ['Logging in:', [loginCommand, logoutCommand, whoamiCommand, profileCommand]],
  [
    'The fleet:',
    [siteCommand, deviceCommand, cameraCommand, tokenCommand, configCommand, commandCommand],
  ],
  ['What comes of it:', [eventCommand, mediaCommand]],
  [
    'The organisation:',
    [invitationCommand, apiKeyCommand, retentionCommand, auditCommand, organisationCommand],
  ],
  [
    'Running it:',
    [
      doctorCommand,
      fleetCommand,
      imageCommand,
      piCommand,
      backupCommand,
      keysCommand,
      peopleCommand,
    ],
  ],
  ['This program:', [() => completionsCommand(eyrieProgram)]],
];

/** The whole program, not yet run. It exits by throwing. */
export function eyrieProgram(): Command {
  const program = new Command('eyrie')
    .description('Runs and looks after fleets of cameras.')
    .version(version(), '-V, --version', 'print the version')
    .option('--no-color', 'no colours; NO_COLOR says the same')
    .helpCommand('help [command]', 'the help of a command')
    .configureHelp({
      // One name and one sentence each: aliases and the rest stand in the command's own help.
      commandDescription: (command) => command.description().replaceAll('\n', ' '),
      subcommandTerm: (command) => command.name(),
      subcommandDescription: (command) => firstSentence(command.description()),
    })
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .hook('preAction', (root) => {
      if (root.opts<{ color: boolean }>().color) return;
      process.env['NO_COLOR'] = '1';
    });
  for (const [heading, makers] of groups) {
    for (const make of makers) program.addCommand(inherits(make(), program).helpGroup(heading));
  }
  return program.addHelpText(
    'after',
    '\nBegin with eyrie login, or with a whole fleet on this machine: eyrie fleet up. All of it: docs/cli.md',
  );
}

/** Commands that were made by themselves refuse as the program does: by throwing, and with a hint. */
function inherits(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const below of command.commands) inherits(below, command);
  return command;
}

function firstSentence(text: string): string {
  return (/^[^]*?\.(?=\s|$)/.exec(text)?.[0] ?? text).replaceAll('\n', ' ');
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
