import type { FleetStatus, ProcessStatus } from './fleet-status.ts';

/** The fleet at a glance, for a terminal of 100 columns. */
export function formatStatus(status: FleetStatus, nowMs: number): string {
  const header = ['PROCESS', 'STATE', 'PID', 'ROLE', 'TERM', 'LEADER', 'LAST FRAME', 'BACKLOG'];
  const rows = status.processes.map((process) => cellsOf(process, nowMs));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const reasons = status.processes
    .filter((process) => process.reason !== null)
    .map((process) => `${process.name}: ${process.reason ?? ''}`);
  const summary = `${status.url} · ${status.leader ? `led by ${status.leader}` : 'no leader agreed'}`;
  return [
    summary,
    '',
    line(header),
    ...rows.map(line),
    ...(reasons.length > 0 ? ['', ...reasons] : []),
  ].join('\n');
}

function cellsOf(process: ProcessStatus, nowMs: number): string[] {
  const state =
    process.state === 'running' || process.last_exit === null
      ? process.state
      : `${process.state} (${process.last_exit})`;
  return [
    process.name,
    process.restarts > 0 ? `${state} ↻${process.restarts}` : state,
    process.pid === null ? '–' : String(process.pid),
    process.role ?? '–',
    process.term === null ? '' : String(process.term),
    process.leader ?? '',
    process.last_frame === null ? '' : age(nowMs - Date.parse(process.last_frame.captured_at)),
    process.backlog_records === null ? '' : String(process.backlog_records),
  ];
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min ago` : `${Math.round(minutes / 60)} h ago`;
}
