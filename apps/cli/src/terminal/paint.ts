/** How a word is shown; nothing at all where colours are off. */
export type Tone = 'good' | 'warn' | 'bad' | 'dim' | 'strong' | 'plain';
export type Paint = (text: string, tone: Tone) => string;

const codes: Record<Tone, string> = {
  good: '32',
  warn: '33',
  bad: '31',
  dim: '2',
  strong: '1',
  plain: '',
};

/** Colours for a terminal that wants them (https://no-color.org). */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Paint {
  const wanted =
    stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
  return (text, tone) =>
    wanted && tone !== 'plain' ? `\u001B[${codes[tone]}m${text}\u001B[0m` : text;
}
