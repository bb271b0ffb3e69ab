/** What programs read: indented, so that people can read it too. */
export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}

/** One value of a stream: a line. */
export function printLine(value: unknown): void {
  console.log(JSON.stringify(value));
}

/** `2026-11-21 20:31` of an instant (UTC); `-` where there is none. */
export function minute(instant: string | null | undefined): string {
  return instant ? instant.slice(0, 16).replace('T', ' ') : '-';
}
