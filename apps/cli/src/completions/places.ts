import type { Argument, Command, Option } from 'commander';

/** What may be typed at one place of a command line. */
export interface Place {
  /** The words after `eyrie`: `device list`; empty at the beginning. */
  readonly words: string;
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  /** What an argument is chosen of. */
  readonly choices: readonly string[];
  /** Options whose value is chosen of some, and those that take any value (a file, a name). */
  readonly values: ReadonlyMap<string, readonly string[]>;
}

interface Word {
  readonly text: string;
  readonly what: string;
}

/** Every place of the command table, the first one first. */
export function placesOf(program: Command): Place[] {
  return placesBelow(program, []);
}

function placesBelow(command: Command, words: readonly string[]): Place[] {
  const visible = command.createHelp().visibleCommands(command);
  const place: Place = {
    words: words.join(' '),
    commands: visible.flatMap((one) =>
      [one.name(), ...one.aliases()].map((text) => ({ text, what: sentence(one.description()) })),
    ),
    options: optionsOf(command),
    choices: command.registeredArguments.flatMap((one: Argument) => one.argChoices ?? []),
    values: valuesOf(command),
  };
  const below = command.commands.flatMap((one) =>
    [one.name(), ...one.aliases()].flatMap((name) => placesBelow(one, [...words, name])),
  );
  return [place, ...below];
}

function optionsOf(command: Command): Word[] {
  const shown = command.createHelp().visibleOptions(command);
  return shown.flatMap(({ long, description }) =>
    long ? [{ text: long, what: sentence(description) }] : [],
  );
}

function valuesOf(command: Command): Map<string, readonly string[]> {
  const taking = command.options.filter(({ required, optional }) => required || optional);
  return new Map(taking.map((one: Option) => [one.long ?? '', one.argChoices ?? []]));
}

/** The first one, on a line and without what a shell would read. */
function sentence(text: string): string {
  const [first = ''] = text.split('\n');
  return first.replaceAll(/['"`$\\[\]:]/g, '').replace(/\.$/, '');
}
