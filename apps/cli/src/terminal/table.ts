import { cutTo, harmless, padTo, textWidth } from './text-width.ts';

/**
 * A column of a table. Where the terminal is too narrow, `leave` columns go first, from the right, then
 * those are cut that are neither `whole` nor short.
 */
export interface Column {
  readonly title: string;
  readonly narrow?: 'cut' | 'leave' | 'whole';
}

const gap = 2;
/** A column that is cut is cut to no less. */
const leastWidth = 8;

/** Columns a terminal has; Infinity where the output is a file or a pipe, and COLUMNS does not say. */
export function columnsOf(
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  environment: NodeJS.ProcessEnv,
): number {
  if (isTTY === true && columns !== undefined && columns > 0) return columns;
  const told = Number(environment['COLUMNS']);
  return Number.isInteger(told) && told > 0 ? told : Infinity;
}

/**
 * A table no wider than `columns`. Where even cut columns do not fit, each row is a block of lines, `title: cell`,
 * so that nothing is broken over lines in the middle.
 */
export function table(
  header: readonly (string | Column)[],
  rows: readonly (readonly string[])[],
  columns = columnsOf(process.stdout, process.env),
): string {
  let shown = header.map((column, index) => ({
    ...(typeof column === 'string' ? { title: column } : column),
    index,
  }));
  const cells = rows.map((row) => row.map(harmless));
  const widthOf = ({ title, index }: (typeof shown)[number]): number =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[index] ?? '')));
  let widths = shown.map(widthOf);
  while (total(widths) > columns) {
    const last = shown.findLastIndex(({ narrow }) => narrow === 'leave');
    if (last === -1) break;
    shown = shown.filter((_, place) => place !== last);
    widths = shown.map(widthOf);
  }
  const narrow = narrowed(widths, shown, columns);
  if (total(narrow) > columns) return blocks(header, cells, columns);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, place) => padTo(cutTo(text, narrow[place] ?? 0), narrow[place] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd();
  return [
    line(shown.map(({ title }) => title)),
    ...cells.map((row) => line(shown.map(({ index }) => row[index] ?? ''))),
  ].join('\n');
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap * Math.max(0, widths.length - 1);
}

/** Takes from the widest that may be cut, column by column of the terminal. */
function narrowed(
  widths: readonly number[],
  shown: readonly Column[],
  columns: number,
): readonly number[] {
  const narrow = [...widths];
  for (let over = total(widths) - columns; over > 0; over -= 1) {
    let widest = -1;
    for (const [place, width] of narrow.entries()) {
      if (shown[place]?.narrow === 'whole' || width <= leastWidth) continue;
      if (widest === -1 || width > (narrow[widest] ?? 0)) widest = place;
    }
    if (widest === -1) return widths;
    narrow[widest] = (narrow[widest] ?? 0) - 1;
  }
  return narrow;
}

function blocks(
  header: readonly (string | Column)[],
  cells: readonly (readonly string[])[],
  columns: number,
): string {
  const titles = header.map((column) => (typeof column === 'string' ? column : column.title));
  return cells
    .map((row) =>
      titles
        .map((title, index) => [title, row[index] ?? ''] as const)
        .filter(([, cell]) => cell !== '')
        .map(([title, cell]) => cutUnlessWord(`${title}: ${cell}`, columns))
        .join('\n'),
    )
    .join('\n\n');
}

// An id or a path that is cut cannot be copied: the terminal may wrap it.
function cutUnlessWord(line: string, columns: number): string {
  return /^[^:]*: \S+$/.test(line) ? line : cutTo(line, Math.max(columns, 20));
}

/** `name  value` lines of one thing. */
export function record(pairs: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...pairs.map(([name]) => textWidth(name)));
  return pairs.map(([name, value]) => `${padTo(name, width)}  ${harmless(value)}`).join('\n');
}
