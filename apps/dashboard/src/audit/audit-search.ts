import { z } from 'zod';

/** What the address of the audit page says about what it shows. */
const auditSearchSchema = z.object({
  /** The beginning of operations. */
  operation: z.string().max(64).optional().catch(undefined),
  result: z.enum(['done', 'refused']).optional().catch(undefined),
  /** Id of a person, a program or a device. */
  actor: z.string().max(64).optional().catch(undefined),
  /** Id of what was changed. */
  object: z.string().max(64).optional().catch(undefined),
  /** Days of the reader's own calendar, both of them shown. */
  from: z.iso.date().optional().catch(undefined),
  to: z.iso.date().optional().catch(undefined),
});
export type AuditSearch = z.output<typeof auditSearchSchema>;

export const readAuditSearch = (search: Record<string, unknown>): AuditSearch =>
  auditSearchSchema.parse(search);

export const isNarrowed = (search: AuditSearch): boolean =>
  Object.values(search).some((value) => value !== undefined);

/** The same for the API. A day begins and ends where the reader is. */
export function toAuditQuery(search: AuditSearch): URLSearchParams {
  const query = new URLSearchParams();
  const wishes: [string, string | undefined][] = [
    ['operation', search.operation],
    ['result', search.result],
    ['actor_id', search.actor],
    ['object_id', search.object],
    ['from', search.from && startOfDay(search.from).toISOString()],
    ['to', search.to && startOfDay(search.to, 1).toISOString()],
  ];
  for (const [name, value] of wishes) if (value) query.set(name, value);
  return query;
}

function startOfDay(day: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater);
}
