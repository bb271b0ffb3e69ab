import type { AuditEntry } from '@eyrie/contracts';

const columns: readonly [string, (entry: AuditEntry) => unknown][] = [
  ['sequence', ({ sequence }) => sequence],
  ['at', ({ at }) => at],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['actor_name', ({ actor }) => actor.name],
  ['actor_role', ({ actor }) => actor.role],
  ['credential', ({ actor }) => actor.credential],
  ['address', ({ address }) => address],
  ['operation', ({ operation }) => operation],
  ['object_kind', ({ object }) => object?.kind],
  ['object_id', ({ object }) => object?.id],
  ['result', ({ refusal }) => (refusal === null ? 'done' : 'refused')],
  ['refusal_code', ({ refusal }) => refusal?.code],
  ['attempts', ({ refusal }) => refusal?.attempts],
  ['before', ({ before }) => before],
  ['after', ({ after }) => after],
  ['request_id', ({ request_id }) => request_id],
  ['hash', ({ hash }) => hash],
];

export const auditCsvHeader = `${columns.map(([name]) => name).join(',')}\r\n`;

/** A row of a table (RFC 4180) for people; what is verified is NDJSON. */
export function auditCsvRow(entry: AuditEntry): string {
  return `${columns.map(([, value]) => cell(value(entry))).join(',')}\r\n`;
}

/** Names and values are anybody's: none of them may be a formula where a spreadsheet opens the file. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const defused = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(defused) ? `"${defused.replaceAll('"', '""')}"` : defused;
}
