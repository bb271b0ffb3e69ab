import type { Round } from './chaos.ts';
import { FAULT_KINDS } from './faults.ts';
import type { Verdict } from './verdict.ts';

export function roundLine({ round, nodes, fault, what, firstWriteMs, wellAgainMs }: Round): string {
  const name = `${String(round).padStart(3)}  ${nodes} nodes  ${fault.padEnd(24)}  ${what.padEnd(22)}`;
  return `${name}  first write ${seconds(firstWriteMs)}  well again ${seconds(wellAgainMs)}`;
}

/** One line per kind of fault: how often, and how long it took to write again. */
export function summaryTable(rounds: readonly Round[]): string {
  const head = ['fault', 'rounds', 'first write', 'worst', 'well again', 'worst'];
  const rows = FAULT_KINDS.flatMap((kind) => {
    const of = rounds.filter(({ fault }) => fault === kind);
    if (of.length === 0) return [];
    const writes = of.map(({ firstWriteMs }) => firstWriteMs).sort((one, other) => one - other);
    const wells = of.map(({ wellAgainMs }) => wellAgainMs).sort((one, other) => one - other);
    const times = [middleOf(writes), writes.at(-1) ?? 0, middleOf(wells), wells.at(-1) ?? 0];
    return [[kind, String(of.length), ...times.map(seconds)]];
  });
  const widths = head.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) => row.map((cell, at) => pad(cell, widths[at] ?? 0, at)).join('  '))
    .join('\n');
}

export function verdictLines(verdict: Verdict): string {
  const { operations, acknowledgedWrites, unknownWrites, registers, violations } = verdict;
  const counts = `${operations} operations on ${registers} registers, ${acknowledgedWrites} writes acknowledged, ${unknownWrites} of unknown outcome`;
  if (violations.length === 0) {
    return `${counts}: linearizable, nothing lost, nothing twice, all nodes alike.`;
  }
  const shown = violations.slice(0, 20).map((violation) => `  ${violation}`);
  return [`${counts}: ${violations.length} VIOLATIONS`, ...shown].join('\n');
}

function pad(cell: string, width: number, at: number): string {
  return at === 0 ? cell.padEnd(width) : cell.padStart(width);
}

function middleOf(ascending: readonly number[]): number {
  return ascending[Math.floor((ascending.length - 1) / 2)] ?? 0;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}
