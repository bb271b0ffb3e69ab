/** What happened to a device, with the reason that somebody gave; `what` has no full stop. */
export function withReason(what: string, reason: string | null): string {
  return reason === null ? `${what}.` : `${what}: ${reason}`;
}
