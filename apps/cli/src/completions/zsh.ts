import type { Place } from './places.ts';

/** A completion script: it knows the table itself, so that a Tab starts no program. */
export function zshCompletions(places: readonly Place[]): string {
  return `#compdef eyrie
# Completions of eyrie for zsh. Made by: eyrie completions zsh
_eyrie() {
  local at='' word next i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    [[ $word == -* ]] && continue
    next="\${at:+$at }$word"
    case "$next" in
${places.map(({ words }) => `      '${words}') at=$next ;;`).join('\n')}
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${places.flatMap(valueLines).join('\n')}
  esac
  case "$at" in
${places.map(wordLines).join('\n')}
  esac
  _describe -t words 'eyrie' found || _files
}
if [ "$funcstack[1]" = _eyrie ]; then _eyrie "$@"; else compdef _eyrie eyrie; fi
`;
}

function wordLines({ words, commands, options, choices }: Place): string {
  const named = [...commands, ...options].map(({ text, what }) => `'${text}:${what}'`);
  const chosen = choices.map((text) => `'${text}'`);
  return `    '${words}') found=(${[...chosen, ...named].join(' ')}) ;;`;
}

function valueLines({ words, values }: Place): string[] {
  return [...values].map(([option, choices]) => {
    const reply = choices.length > 0 ? `compadd ${choices.join(' ')}` : '_files';
    return `    '${words} ${option}') ${reply}; return ;;`;
  });
}
