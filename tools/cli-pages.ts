// docs/cli.md and docs/doctor.md: what the command table and the checks say of themselves.
import { eyrieProgram } from '../apps/cli/src/commands.ts';
import { checks } from '../apps/cli/src/doctor/checks/index.ts';
import { examplesOf } from '../apps/cli/src/examples.ts';
import { exitCodeMeanings } from '../apps/cli/src/failure.ts';

type Command = ReturnType<typeof eyrieProgram>;

/** A page of every command. */
export function cliPage(): [file: string, text: string] {
  const program = eyrieProgram();
  const parts = [
    head,
    [
      '| exit code | meaning |',
      '|---|---|',
      ...exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${meaning} |`),
    ].join('\n'),
    contents(program),
    ...program.commands.map((command) => chapter(command)),
  ];
  return ['docs/cli.md', `${parts.join('\n\n')}\n`];
}

const head = `# eyrie, the command line

Written by \`npm run generate\` from the command table (apps/cli/src/commands.ts). Every example is run by
[e2e/cli.e2e-spec.ts](../e2e/cli.e2e-spec.ts) against a real cloud, with a site called Ridge, its devices hut and
ridge-worker, and a camera called South.

**Which cloud, as whom.** \`--key-file\`, \`EYRIE_TOKEN\` or \`EYRIE_KEY_FILE\` with \`--url\` or \`EYRIE_URL\`; else the log-in
of \`--profile\`, \`EYRIE_PROFILE\` or \`eyrie profile use\`; else the owner of the local fleet (\`eyrie fleet up\`). A
credential is sent to the cloud that it is of and to no other. Secrets come from files, the standard input (\`-\`), the
environment or a terminal, never on the command line.

**For programs.** \`--json\` prints one JSON document on the standard output, and one a line where something streams
(\`event tail\`, \`media download\`). Field names are those of the API. Progress, questions and errors go to the standard
error. Lists are \`{ "items": [] }\`, but for those that are of two kinds (\`device list\`: \`waiting\` and \`devices\`).

**For people.** Tables fit the terminal: columns that matter less are left out, texts are cut with …, and on very narrow
ones each row is a block. Nothing is coloured where the output is no terminal, or with \`NO_COLOR\` or \`--no-color\`. What
cannot be undone asks for the name of the thing; \`--dry-run\` only tells, \`--yes\` is for scripts. Plural names work too:
\`eyrie devices list\`.

**Completions.** \`eyrie completions bash|zsh|fish\` prints a script for the shell.`;

function contents(program: Command): string {
  const rows = program.commands.map((command) => {
    const below = command.commands.map((one) => one.name()).join(', ');
    return `| [\`${command.name()}\`](#eyrie-${command.name()}) | ${sentence(command)} | ${below} |`;
  });
  return ['| command | what it is | with |', '|---|---|---|', ...rows].join('\n');
}

function chapter(command: Command): string {
  const own = command.commands.length === 0;
  const parts = [`## eyrie ${command.name()}`, described(command)];
  if (own) parts.push(body(command, `eyrie ${command.name()}`));
  for (const below of command.commands) parts.push(section(below, `eyrie ${command.name()}`, 3));
  return parts.filter((part) => part !== '').join('\n\n');
}

function section(command: Command, before: string, level: number): string {
  const name = `${before} ${command.name()}`;
  const below = command.commands.map((one) => section(one, name, level + 1));
  const parts = [`${'#'.repeat(level)} ${name}`, described(command), body(command, name), ...below];
  return parts.filter((part) => part !== '').join('\n\n');
}

function body(command: Command, name: string): string {
  if (command.commands.length > 0) return '';
  const words = command.registeredArguments.map((one) => {
    const inner = one.variadic ? `${one.name()}...` : one.name();
    return one.required ? `<${inner}>` : `[${inner}]`;
  });
  const usage = `    ${[name, ...words, '[options]'].join(' ')}`;
  const rows = [
    ...command.registeredArguments
      .filter(({ description, argChoices }) => description !== '' || argChoices !== undefined)
      .map((one) => row(`<${one.name()}>`, choices(one.description, one.argChoices))),
    ...command.options.map(({ flags, description, argChoices, defaultValue, mandatory }) => {
      const value =
        defaultValue === undefined || typeof defaultValue === 'boolean'
          ? ''
          : ` (default: ${String(defaultValue)})`;
      return row(
        flags,
        `${choices(description, argChoices)}${mandatory ? ' **required**' : ''}${value}`,
      );
    }),
  ];
  const table =
    rows.length === 0 ? '' : ['| option | what it is |', '|---|---|', ...rows].join('\n');
  const examples = examplesOf(command);
  const shown =
    examples.length === 0
      ? ''
      : ['```sh', ...examples.flatMap(({ line, what }) => [`# ${what}`, line]), '```'].join('\n');
  return [usage, table, shown].filter((part) => part !== '').join('\n\n');
}

function choices(text: string, of: readonly string[] | undefined): string {
  if (!of) return text;
  return `${text === '' ? 'one' : text}: ${of.join(', ')}`;
}

function row(name: string, text: string): string {
  return `| \`${name.replaceAll('|', '\\|')}\` | ${text.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`;
}

function described(command: Command): string {
  return escaped(command.description()).replaceAll('\n', ' ');
}

function sentence(command: Command): string {
  const text = described(command);
  return /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
}

// What stands in angle brackets would be taken for HTML.
function escaped(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A page of every trouble that \`eyrie doctor\` finds. */
export function doctorPage(): [file: string, text: string] {
  const rows = checks.flatMap(({ id, troubles }) =>
    Object.entries(troubles).map(([name, { verdict, means, advice }]) => {
      return `| \`${id}\` | ${name} | ${verdict} | ${escaped(means)} | ${escaped(advice)} |`;
    }),
  );
  const looked = checks.map(
    ({ id, looksAt, roles, answers }) =>
      `| \`${id}\` | ${escaped(looksAt)} | ${roles.join(', ')} | ${answers} |`,
  );
  const text = [
    doctorHead,
    '## What it looks at',
    ['| check | looks at | where | known trouble |', '|---|---|---|---|', ...looked].join('\n'),
    '## What it finds',
    [
      '| check | trouble | verdict | what it means | what to do |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
  return ['docs/doctor.md', `${text}\n`];
}

const doctorHead = `# eyrie doctor

Written by \`npm run generate\` from the checks themselves (apps/cli/src/doctor/checks).
[e2e/doctor.e2e-spec.ts](../e2e/doctor.e2e-spec.ts) causes every trouble below, and fails where one is listed that it did not
cause.

Run it where something is wrong: on the server with the environment of the cloud, on a coordinator or worker (best with sudo,
since the data folders are not for everybody), or at a laptop. It finds out what the machine is, or is told by \`--role\`. It
changes nothing (the check \`media-store\` writes one small object to the bucket, and removes it again), and asks nobody but the machine's own network, 8.8.8.8 and 1.1.1.1 (whether there is a way out; not with
\`--check\` of others) and the cloud. \`--json\` is for programs; the exit code is 1 where there is a fault, else 0.

A check that does not apply says why, and counts for nothing: without a log-in (\`eyrie login\`) what the cloud knows of the
fleet is not looked at.`;
