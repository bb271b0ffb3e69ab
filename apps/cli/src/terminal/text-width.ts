// Letters of the Far East, and emoji, take two columns of a terminal.
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
// Control characters, line ends, and what turns the direction of writing.
const steering = /\p{Cc}|[\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;
const plain = /^[\u0020-\u007E]*$/;

/** Columns that a text takes in a terminal. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** The text in at most so many columns, with … where something was cut off. */
export function cutTo(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = width + (wide.test(segment) ? 2 : 1);
    if (next > columns - 1) break;
    kept += segment;
    width = next;
  }
  return `${kept}…`;
}

export function padTo(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

/**
 * On one line, and without what would move the cursor or paint: names, messages and logs come from
 * other people and machines, and must not steer the terminal that shows them.
 */
export function harmless(text: string): string {
  return text.replaceAll(steering, '·');
}

/** The text on lines of at most so many columns, broken between words; the later lines begin `indent` further in. */
export function wrapped(text: string, columns: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && textWidth(next) > columns) {
      lines.push(line);
      line = `${' '.repeat(indent)}${word}`;
    } else {
      line = next;
    }
  }
  return [...lines, line];
}
