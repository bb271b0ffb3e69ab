import type { ConfigurationChange, ConfigurationDifference } from '@eyrie/sdk';
import { table } from '../terminal/table.ts';

/** `SETTING  BEFORE  AFTER`. */
export function formatDifferences(changes: readonly ConfigurationDifference[]): string {
  if (changes.length === 0) return 'Nothing changes.';
  const rows = changes.map(({ path, before, after }) => [
    path,
    valueText(before),
    valueText(after),
  ]);
  return table([{ title: 'SETTING', narrow: 'whole' }, 'BEFORE', 'AFTER'], rows);
}

/** What a change does, or would do: its values, whom it reaches, and what speaks against it. */
export function formatChange(change: ConfigurationChange): string {
  const { devices_changed: changed, devices_total: total, cameras_restarted: cameras } = change;
  const lines = [formatDifferences(change.changes)];
  const would = change.dry_run ? 'would change' : 'change';
  lines.push(`${changed} of ${total} devices ${would}; ${cameras} cameras begin anew.`);
  for (const { path, message } of change.refusals) lines.push(`Refused: ${path}: ${message}`);
  if (change.dry_run) lines.push('Nothing was changed.');
  return lines.join('\n');
}

function valueText(value: unknown): string {
  return value === undefined || value === null ? '-' : JSON.stringify(value);
}
