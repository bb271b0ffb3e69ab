import type { Command } from 'commander';

export interface Example {
  /** As it is typed. */
  readonly line: string;
  readonly what: string;
}

const examplesOfCommand = new WeakMap<Command, Example[]>();

/**
 * An example that `--help` and docs/cli.md show, and that e2e/cli.e2e-spec.ts runs against a cloud: with
 * its sites, devices and cameras, and a profile that is logged in.
 */
export function example(command: Command, line: string, what: string): void {
  const known = examplesOfCommand.get(command);
  if (known) {
    known.push({ line, what });
    return;
  }
  const examples = [{ line, what }];
  examplesOfCommand.set(command, examples);
  command.addHelpText('after', () => {
    const lines = examples.map((one) => `  $ ${one.line}\n    ${one.what}`);
    return `\nExamples:\n${lines.join('\n')}`;
  });
}

export function examplesOf(command: Command): readonly Example[] {
  return examplesOfCommand.get(command) ?? [];
}
