import { Command, Option } from 'commander';
import { withCloud } from '../access/cloud-access.ts';
import { example } from '../examples.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { paintFor, type Paint, type Tone } from '../terminal/paint.ts';
import { ProgressBar } from '../terminal/progress-bar.ts';
import { printJson } from '../terminal/print.ts';
import { didYouMean } from '../terminal/suggestion.ts';
import { columnsOf } from '../terminal/table.ts';
import { harmless, wrapped } from '../terminal/text-width.ts';
import type { Check, Finding, Verdict } from './check.ts';
import { checks } from './checks/index.ts';
import { examine } from './examine.ts';
import { findMachine, type DoctorOptions } from './find-machine.ts';
import { roles } from './roles.ts';

const signs: Readonly<Record<Verdict, readonly [sign: string, tone: Tone]>> = {
  ok: ['ok     ', 'good'],
  warning: ['warning', 'warn'],
  fault: ['FAULT  ', 'bad'],
  'not-applicable': ['-      ', 'dim'],
};

/** `eyrie doctor`. */
export function doctorCommand(): Command {
  const doctor = withCloud(new Command('doctor'))
    .description(
      'Look at this machine, its network and its cloud; name every trouble, what it means and what to do. It\n' +
        'changes nothing. Run it on a server, on a coordinator, on a worker, or at a laptop. Ends with 1 where there is a fault.',
    )
    .addOption(
      new Option('--role <role...>', 'what this machine is; default: it is found out').choices(
        roles,
      ),
    )
    .option('--data <folder>', 'the data folder of its service; default EYRIE_DATA')
    .option('--check <id...>', 'these alone')
    .option(
      '--internet',
      'also look for a way to the Internet, which connects to 8.8.8.8 and 1.1.1.1',
    )
    .action((options: DoctorOptions) => run(options));
  example(
    doctor,
    'eyrie doctor --check clock cloud-reach cloud-health',
    'is the cloud there, and the clock right',
  );
  example(
    doctor,
    'eyrie doctor --role laptop --check credential event-stream transfer --json',
    'for a script',
  );
  return doctor;
}

async function run(options: DoctorOptions): Promise<void> {
  const machine = await findMachine(options, process.env);
  const chosen = chosenOf(options.check).filter(
    (one) => options.check !== undefined || one.roles.some((role) => machine.roles.includes(role)),
  );
  const bar = new ProgressBar(process.stderr, (options.json ?? false) || !process.stderr.isTTY);
  const findings: Finding[] = [];
  const paint = paintFor(process.stdout, process.env);
  if (!options.json) {
    console.log(
      `This is a ${machine.roles.join(' and ')}; its cloud: ${machine.url ?? 'none is known'}`,
    );
  }
  for (const one of chosen) {
    bar.show(`looks at ${one.id} …`);
    const finding = await examine(one, machine);
    findings.push(finding);
    bar.clear();
    if (!options.json) console.log(textOf(finding, paint));
  }
  const count = (verdict: Verdict) => findings.filter((one) => one.verdict === verdict).length;
  const faults = count('fault');
  if (options.json) {
    printJson({
      roles: machine.roles,
      url: machine.url,
      faults,
      warnings: count('warning'),
      findings,
    });
  } else {
    console.log(`\n${faults} faults, ${count('warning')} warnings, ${count('ok')} ok.`);
  }
  if (faults > 0) process.exitCode = exitCodes.failed;
}

/** @throws CommandFailure for one that does not exist */
function chosenOf(ids: readonly string[] | undefined): readonly Check[] {
  if (ids === undefined) return checks;
  return ids.map((id) => {
    const found = checks.find((one) => one.id === id);
    if (found) return found;
    const names = checks.map((one) => one.id);
    throw new CommandFailure(
      `There is no check "${id}".${didYouMean(id, names)} All of them: docs/doctor.md`,
      exitCodes.usage,
    );
  });
}

/** A line where all is well; three where something is to be done. */
function textOf({ check, verdict, saw, means, advice }: Finding, paint: Paint): string {
  const [sign, tone] = signs[verdict];
  const columns = Math.min(100, columnsOf(process.stdout, process.env));
  const head = `${check.padEnd(18)} ${harmless(saw)}`;
  const [first = '', ...rest] = wrapped(head, columns - 8, 19);
  const lines = [`${paint(sign, tone)} ${first}`, ...rest.map((line) => `        ${line}`)];
  for (const text of [means, advice === null ? null : `→ ${advice}`]) {
    if (text === null) continue;
    lines.push(...wrapped(text, columns - 8, 0).map((line) => `        ${line}`));
  }
  return lines.join('\n');
}
