import { cursorSchema } from '@eyrie/contracts';

/**
 * A place in an organisation's event log. `seq` counts from 1 without gaps; `epoch` (8 hexadecimal
 * digits) names the log itself and changes when the log was lost, so that numbers of a former log
 * are never taken for numbers of this one.
 */
export interface Cursor {
  readonly epoch: string;
  readonly seq: number;
}

export function formatCursor({ epoch, seq }: Cursor): string {
  return `${epoch}:${seq}`;
}

/** The cursor in a text such as `1f2e3d4c:42`, or null where it is none. */
export function parseCursor(text: string): Cursor | null {
  if (!cursorSchema.safeParse(text).success) return null;
  const seq = Number(text.slice(9));
  return Number.isSafeInteger(seq) ? { epoch: text.slice(0, 8), seq } : null;
}
