import type { Figure, FigureSpec, Measure } from './figure.ts';
import { readable } from './statistics.ts';

const columns = [
  'figure',
  'unit',
  'ours',
  'peer',
  'theirs',
  'ratio (spread)',
  'goal',
  'met',
  'CPU s ours / theirs',
  'wall s ours / theirs',
] as const;

const firstRightAligned = new Set(['ours', 'theirs', 'ratio (spread)']);

/** The rows of a table: each figure, and below it its parts. */
export function tableRows(figures: readonly Figure[]): string[][] {
  return figures.flatMap((figure) => [
    row(figure.id, figure),
    ...Object.entries(figure.parts ?? {}).map(([name, part]) => row(`· ${name}`, part)),
  ]);
}

/** A table in fixed columns for a terminal, with the reasons below. */
export function textTable(figures: readonly Figure[]): string {
  const rows = [[...columns], ...tableRows(figures)];
  const widths = columns.map((_, at) => Math.max(...rows.map((cells) => (cells[at] ?? '').length)));
  const lines = rows.map((cells) =>
    columns
      .map((name, at) => {
        const [cell, width] = [cells[at] ?? '', widths[at] ?? 0];
        return firstRightAligned.has(name) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
  const [head = '', ...body] = lines;
  return [head, '─'.repeat(head.length), ...body, ...reasonLines(figures)].join('\n');
}

/** The same as Markdown. */
export function markdownTable(figures: readonly Figure[], specs: readonly FigureSpec[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const reasons = reasonLines(figures).map((reason) => `- ${reason.trim()}`);
  const titles = specs.map(({ id, title }) => `- **${id}**: ${title}`);
  return [
    line(columns),
    line(columns.map((name) => (firstRightAligned.has(name) ? '--:' : '---'))),
    ...tableRows(figures).map(line),
    '',
    ...titles,
    ...(reasons.length > 0 ? ['', 'Not measured:', '', ...reasons] : []),
  ].join('\n');
}

/** The one line that a program reads. */
export function jsonLine(bench: string, figures: readonly Figure[], quick: boolean): string {
  return JSON.stringify({ bench, ...(quick ? { quick } : {}), figures });
}

function row(name: string, measure: Measure): string[] {
  const { unit, ours, peer, theirs, goal, met, processorSeconds: cpu, wallSeconds: wall } = measure;
  return [
    name,
    unit,
    value(ours),
    peer ?? '–',
    value(theirs),
    comparison(measure),
    goal ?? '–',
    met === null ? '–' : met ? '✓' : '✗',
    cpu ? `${value(cpu.ours)} / ${value(cpu.theirs)}` : '–',
    wall ? `${value(wall.ours)} / ${value(wall.theirs)}` : '–',
  ];
}

function comparison({ ratio, difference, spread }: Measure): string {
  const middle = ratio ?? difference ?? null;
  if (middle === null) return '–';
  const sign = ratio === null ? 'Δ ' : '';
  if (spread === null) return `${sign}${readable(middle)}`;
  return `${sign}${readable(middle)} (${readable(spread[0])}…${readable(spread[1])})`;
}

function value(number: number | null): string {
  return number === null ? '–' : readable(number);
}

/** One line per reason, with all that it explains. */
function reasonLines(figures: readonly Figure[]): string[] {
  const names = new Map<string, string[]>();
  for (const figure of figures) {
    const parts = Object.entries(figure.parts ?? {});
    for (const [name, { reason }] of [
      [figure.id, figure] as const,
      ...parts.map(([part, measure]) => [`${figure.id}/${part}`, measure] as const),
    ]) {
      if (reason !== undefined) names.set(reason, [...(names.get(reason) ?? []), name]);
    }
  }
  return [...names].map(([reason, of]) => `  ${of.join(', ')}: ${reason}`);
}
