import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit/audit.command.ts';
import { backupCommand } from './backup/backup.command.ts';
import { cameraCommand } from './camera/camera.command.ts';
import { deviceCommand } from './cloud/device.command.ts';
import { tokenCommand } from './cloud/token.command.ts';
import { CommandFailure, exitCodes } from './failure.ts';
import { fleetCommand } from './fleet/fleet.command.ts';
import { keysCommand } from './keys/keys.command.ts';
import { organisationCommand } from './organisation/organisation.command.ts';
import { peopleCommand } from './people/people.command.ts';
import { siteCommand } from './site/site.command.ts';

/** Parses `argv` and runs the command. Sets the exit code; never throws. */
export async function main(argv: string[]): Promise<void> {
  const program = new Command('eyrie')
    .description('Runs and looks after fleets of cameras.')
    .addCommand(fleetCommand())
    .addCommand(siteCommand())
    .addCommand(deviceCommand())
    .addCommand(cameraCommand())
    .addCommand(tokenCommand())
    .addCommand(organisationCommand())
    .addCommand(auditCommand())
    .addCommand(keysCommand())
    .addCommand(peopleCommand())
    .addCommand(backupCommand())
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = explain(error);
  }
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof CommandFailure) {
    console.error(error.message);
    return error.exitCode;
  }
  console.error(error);
  return exitCodes.failed;
}
