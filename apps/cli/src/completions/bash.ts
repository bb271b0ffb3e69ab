import type { Place } from './places.ts';

/** A completion script: it knows the table itself, so that a Tab starts no program. */
export function bashCompletions(places: readonly Place[]): string {
  return `# Completions of eyrie for bash. Made by: eyrie completions bash
_eyrie() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' word next i words values
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    [[ $word == -* ]] && continue
    next="\${at:+$at }$word"
    case "$next" in
${places.map(({ words }) => `      ${quoted(words)}) at=$next ;;`).join('\n')}
    esac
  done
  case "$at $prev" in
${places.flatMap(valueLines).join('\n')}
  esac
  case "$at" in
${places.map(wordLine).join('\n')}
  esac
  [[ $cur == -* ]] || words=\${words%%--*}
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [[ \${#COMPREPLY[@]} -eq 0 && $cur != -* ]] && COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _eyrie eyrie
`;
}

function quoted(text: string): string {
  return `'${text}'`;
}

function wordLine({ words, commands, options, choices }: Place): string {
  const names = [...commands, ...options].map(({ text }) => text);
  return `    ${quoted(words)}) words='${[...choices, ...names].join(' ')}' ;;`;
}

function valueLines({ words, values }: Place): string[] {
  return [...values].map(([option, choices]) => {
    const reply = choices.length > 0 ? `-W '${choices.join(' ')}'` : '-f';
    return `    ${quoted(`${words} ${option}`)}) COMPREPLY=($(compgen ${reply} -- "$cur")); return ;;`;
  });
}
