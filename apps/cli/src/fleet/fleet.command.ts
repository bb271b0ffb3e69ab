import { Argument, Command } from 'commander';
import { requireRunningFleet, type RunningFleet } from './control.ts';
import { endOrphans } from './orphans.ts';
import { FleetHome } from './fleet-home.ts';
import { formatStatus } from './status-table.ts';
import { up, type UpOptions } from './up.ts';

interface OutputOptions {
  json?: boolean;
}

/** `eyrie fleet …`: a whole fleet on this machine. */
export function fleetCommand(): Command {
  const fleet = new Command('fleet').description(
    'A whole fleet on this machine: Postgres, the cloud, one site of coordinators and workers.\n' +
      'EYRIE_HOME says where its data lies (.eyrie), PORT where the dashboard listens (3000).',
  );
  fleet
    .command('up')
    .description('Start it, and stay in the foreground until Ctrl-C.')
    .option('--definition <file>', 'JSON: site, coordinators, workers and their cameras')
    .action((options: UpOptions) => up(options, process.env));
  fleet
    .command('status')
    .description('Every process with its role, term, leader and last frame.')
    .option('--json', 'for programs')
    .action(async (options: OutputOptions) => {
      const status = await (await running()).status();
      print(options, status, () => formatStatus(status, Date.now()));
    });
  fleet
    .command('kill <name>')
    .description('End a process at once, as a power cut would; it stays down until it is started.')
    .option('--json', 'for programs')
    .action(async (name: string, options: OutputOptions) => {
      await (await running()).kill(name);
      print(
        options,
        { killed: name },
        () => `${name} is dead. Start it again: eyrie fleet start ${name}`,
      );
    });
  fleet
    .command('start <name>')
    .description('Start a process that was killed.')
    .option('--json', 'for programs')
    .action(async (name: string, options: OutputOptions) => {
      await (await running()).start(name);
      print(options, { started: name }, () => `${name} runs again.`);
    });
  fleet
    .command('add')
    .addArgument(new Argument('<kind>', 'what to add').choices(['coordinator', 'worker']))
    .argument('[name]', 'its name; by default the next number')
    .description('Add a device to the site, as a new Pi would come: claimed, enrolled, started.')
    .option('--json', 'for programs')
    .action(
      async (kind: 'coordinator' | 'worker', name: string | undefined, options: OutputOptions) => {
        const added = await (await running()).add(kind, name);
        print(options, { added }, () =>
          kind === 'coordinator'
            ? `${added} has enrolled and runs. eyrie site status --watch shows it come in.`
            : `${added} has enrolled and runs.`,
        );
      },
    );
  fleet
    .command('remove <name>')
    .description('End a device for good; a coordinator is best taken out first: eyrie site remove')
    .option('--json', 'for programs')
    .action(async (name: string, options: OutputOptions) => {
      await (await running()).remove(name);
      print(options, { removed: name }, () => `${name} is no part of the fleet any more.`);
    });
  fleet
    .command('wipe <name>')
    .description('Wipe the card of a coordinator: it starts with its identity and nothing else.')
    .option('--json', 'for programs')
    .action(async (name: string, options: OutputOptions) => {
      await (await running()).wipe(name);
      print(options, { wiped: name }, () => `${name} was wiped and runs again.`);
    });
  fleet
    .command('down')
    .description('End every process of the fleet. The data stays.')
    .option('--json', 'for programs')
    .action(async (options: OutputOptions) => {
      const home = homeNow();
      const supervisor = await requireRunningFleet(home);
      await supervisor.down();
      while (await supervisor.answers()) await new Promise((wake) => setTimeout(wake, 100));
      const left = await endOrphans(home);
      print(
        options,
        { down: true, ended_by_force: left },
        () => 'The fleet is down. The data stays.',
      );
    });
  return fleet;
}

function homeNow(): FleetHome {
  return FleetHome.fromEnvironment(process.env);
}

function running(): Promise<RunningFleet> {
  return requireRunningFleet(homeNow());
}

function print(options: OutputOptions, value: unknown, sentence: () => string): void {
  console.log(options.json ? JSON.stringify(value, null, 2) : sentence());
}
