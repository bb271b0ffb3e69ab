import { readFileIfExists, writeFileAtomically, nodeDisk } from '@eyrie/journal';
import type { Bench } from './bench.ts';
import type { Figure } from './figure.ts';
import { describeMachine, type Machine } from './machine.ts';
import { markdownTable } from './report.ts';

const introduction = `# Performance

Written by \`npm run bench -- NAME --write\`. Each figure is the median of its repeats, taken in the same
run and on the same machine as its peer's; the ratio is ours ÷ theirs (Δ: theirs − ours), with the least
and the greatest of the repeats in brackets. Absolute numbers depend on the machine; read the ratios.
`;

export interface PageSection {
  readonly bench: Bench;
  readonly figures: readonly Figure[];
  readonly machine: Machine;
  readonly repeats: number;
  /** ISO date. */
  readonly date: string;
}

/** The page with this bench's section put in the place of its former one, or at the end. */
export function withSection(page: string | null, section: PageSection): string {
  const { bench } = section;
  const [begin, end] = [`<!-- bench:${bench.name} -->`, `<!-- /bench:${bench.name} -->`];
  const written = `${begin}\n${sectionText(section)}\n${end}`;
  const before = page ?? introduction;
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  if (from < 0 || to < from) return `${before.trimEnd()}\n\n${written}\n`;
  return before.slice(0, from) + written + before.slice(to + end.length);
}

export async function writeSection(file: string, section: PageSection): Promise<void> {
  const disk = nodeDisk();
  const bytes = await readFileIfExists(disk, file);
  const page = bytes === null ? null : Buffer.from(bytes).toString('utf8');
  await writeFileAtomically(disk, file, Buffer.from(withSection(page, section)));
}

function sectionText({ bench, figures, machine, repeats, date }: PageSection): string {
  const notes = bench.notes.map((note) => `- ${note}`);
  return [
    `## ${bench.name}`,
    '',
    bench.sentence,
    '',
    `${date}, ${describeMachine(machine)}, ${repeats} repeats.`,
    '',
    markdownTable(figures, bench.figures),
    ...(notes.length > 0 ? ['', 'How it is measured:', '', ...notes] : []),
  ].join('\n');
}
