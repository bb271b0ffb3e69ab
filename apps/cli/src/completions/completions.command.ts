import { Argument, Command } from 'commander';
import { example } from '../examples.ts';
import { bashCompletions } from './bash.ts';
import { fishCompletions } from './fish.ts';
import { placesOf } from './places.ts';
import { zshCompletions } from './zsh.ts';

const scripts = { bash: bashCompletions, zsh: zshCompletions, fish: fishCompletions };

/** `eyrie completions SHELL`: `program` makes the table that they follow from. */
export function completionsCommand(program: () => Command): Command {
  const completions = new Command('completions')
    .description(
      'Print completions for a shell. For bash: eyrie completions bash > ~/.local/share/bash-completion/completions/eyrie\n' +
        'zsh: eyrie completions zsh > a folder of $fpath, as _eyrie; fish: … > ~/.config/fish/completions/eyrie.fish',
    )
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .action((shell: keyof typeof scripts) => {
      process.stdout.write(scripts[shell](placesOf(program())));
    });
  example(completions, 'eyrie completions bash', 'for bash');
  return completions;
}
