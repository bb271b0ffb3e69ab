import { setTimeout as delay } from 'node:timers/promises';
import type { BackupRepository } from './repository.ts';
import type { WalPosition } from './wal-position.ts';

const everyMs = 30_000;
const lookAgainMs = 500;

/**
 * Says in the database what the repository has, for the metrics and alerts of the cloud: until when every commit
 * is in it, and when the newest base backup was whole. Stays behind as the stream does, and says nothing when
 * nothing arrives; a long base backup does not hold it up.
 */
export async function keepState(
  wal: WalPosition,
  repository: BackupRepository,
  {
    everyHours,
    ended,
    tell,
  }: {
    everyHours: number;
    ended: AbortSignal;
    tell: (event: string, more: object) => void;
  },
): Promise<void> {
  let marked: { at: string; position: string } | null = null;
  const round = async (): Promise<boolean> => {
    marked ??= await wal.mark();
    const { at, position } = marked;
    const isKept = await wal.isKept(position);
    if (isKept) marked = null;
    const base = (await repository.list()).at(-1)?.finished_at ?? null;
    await wal.ask(stateSql({ keptUntil: isKept ? at : null, base, everyHours }));
    return isKept;
  };
  while (!ended.aborted) {
    const isKept = await round().catch((error: unknown) => {
      tell('backup_state_not_told', { reason: (error as Error).message });
      return true;
    });
    await delay(isKept ? everyMs : lookAgainMs, undefined, { signal: ended }).catch(
      () => undefined,
    );
  }
}

interface Told {
  readonly keptUntil: string | null;
  readonly base: string | null;
  readonly everyHours: number;
}

function stateSql({ keptUntil, base, everyHours }: Told): string {
  const moment = (text: string | null) => (text === null ? 'NULL' : `'${text}'::timestamptz`);
  return `INSERT INTO public.backup_state AS b (kept_until, base_at, base_every_seconds)
    VALUES (${moment(keptUntil)}, ${moment(base)}, ${Math.round(everyHours * 3600)})
    ON CONFLICT (id) DO UPDATE SET kept_until = coalesce(excluded.kept_until, b.kept_until),
      base_at = excluded.base_at, base_every_seconds = excluded.base_every_seconds`;
}
