import type { Place } from './places.ts';

/** A completion script: it knows the table itself, so that a Tab starts no program. */
export function fishCompletions(places: readonly Place[]): string {
  return `# Completions of eyrie for fish. Made by: eyrie completions fish
function __eyrie_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        string match -q -- '-*' $word; and continue
        set -l next (string trim -- "$at $word")
        contains -- $next ${places
          .filter(({ words }) => words !== '')
          .map(({ words }) => `'${words}'`)
          .join(' ')}
        and set at $next
    end
    test "$at" = "$argv[1]"
end
complete -c eyrie -f
${places.flatMap(lines).join('\n')}
`;
}

function lines({ words, commands, options, choices, values }: Place): string[] {
  const here = `complete -c eyrie -n "__eyrie_at '${words}'"`;
  return [
    ...commands.map(({ text, what }) => `${here} -a '${text}' -d '${what}'`),
    ...choices.map((text) => `${here} -a '${text}'`),
    ...options.map(({ text, what }) => {
      const chosen = values.get(text);
      const value =
        chosen === undefined ? '' : chosen.length === 0 ? ' -r -F' : ` -x -a '${chosen.join(' ')}'`;
      return `${here} -l '${text.slice(2)}'${value} -d '${what}'`;
    }),
  ];
}
