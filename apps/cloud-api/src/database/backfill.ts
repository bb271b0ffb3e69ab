import { setTimeout as delay } from 'node:timers/promises';
import type { QueryRunner } from 'typeorm';

export interface Backfill {
  /** Names its progress; never used twice. */
  readonly name: string;
  readonly table: string;
  /** The primary key behind the organisation. */
  readonly key: readonly string[];
  /** What is set: `label = upper(name)`. */
  readonly set: string;
  readonly rowsAtOnce?: number;
  /** Is told how many rows have been gone through, after each batch. */
  readonly onProgress?: (rows: number) => void;
}

interface Place {
  organisation_id: string | null;
  position: string[] | null;
  rows: string;
  finished_at: Date | null;
}

/**
 * Goes through a tenant's table row by row, organisation by organisation, in transactions of some hundred
 * rows with pauses between them, so that it holds no lock for long. Where it has come to is written in the
 * transaction of each batch; a run that is cut off goes on from there. Outside of a transaction.
 *
 * Organisation by organisation, since row-level security is forced on the owner as well.
 */
export async function backfill(runner: QueryRunner, work: Backfill): Promise<void> {
  await runner.query('INSERT INTO schema_backfill (name) VALUES ($1) ON CONFLICT DO NOTHING', [
    work.name,
  ]);
  const [place] = (await runner.query(
    `SELECT organisation_id, position, rows, finished_at FROM schema_backfill WHERE name = $1`,
    [work.name],
  )) as Place[];
  if (!place || place.finished_at !== null) return;
  const types = await columnTypes(runner, work);
  const organisations = (await runner.query(
    `SELECT id FROM eyrie_list_organisations() AS id
     WHERE $1::uuid IS NULL OR id >= $1::uuid ORDER BY id`,
    [place.organisation_id],
  )) as { id: string }[];
  let rows = Number(place.rows);
  for (const { id } of organisations) {
    let position = id === place.organisation_id ? place.position : null;
    for (;;) {
      const done = await runBatch(runner, work, { id, position, types });
      if (done.rows === 0) break;
      rows += done.rows;
      position = done.last;
      work.onProgress?.(rows);
      // Others' statements, autovacuum and replicas catch up meanwhile.
      await delay(20);
    }
  }
  await runner.query('UPDATE schema_backfill SET finished_at = now() WHERE name = $1', [work.name]);
}

async function runBatch(
  runner: QueryRunner,
  { name, table, key, set, rowsAtOnce = 500 }: Backfill,
  { id, position, types }: { id: string; position: string[] | null; types: string[] },
): Promise<{ rows: number; last: string[] | null }> {
  const columns = key.join(', ');
  const given = types.map((type, index) => `$${index + 3}::text::${type}`).join(', ');
  const match = key.map((column) => `t.${column} = batch.${column}`).join(' AND ');
  const texts = key.map((column) => `batch.${column}::text`).join(', ');
  await runner.startTransaction();
  try {
    await runner.query(`SELECT set_config('app.organisation_id', $1, true)`, [id]);
    const [row] = (await runner.query(
      `WITH batch AS (SELECT ${columns} FROM ${table} WHERE organisation_id = $1
           ${position ? `AND (${columns}) > (${given})` : ''}
         ORDER BY ${columns} LIMIT $2 FOR NO KEY UPDATE),
       changed AS (UPDATE ${table} t SET ${set} FROM batch
         WHERE t.organisation_id = $1 AND ${match})
       SELECT count(*) AS rows, (SELECT ARRAY[${texts}] FROM batch
         ORDER BY ${key.map((column) => `batch.${column} DESC`).join(', ')} LIMIT 1) AS last
       FROM batch`,
      [id, rowsAtOnce, ...(position ?? [])],
    )) as { rows: string; last: string[] | null }[];
    const done = { rows: Number(row?.rows ?? 0), last: row?.last ?? null };
    await runner.query(
      `UPDATE schema_backfill SET organisation_id = $2, rows = rows + $3,
         position = CASE WHEN $3 > 0 THEN $4::jsonb END WHERE name = $1`,
      [name, id, done.rows, JSON.stringify(done.last)],
    );
    await runner.commitTransaction();
    return done;
  } catch (error) {
    await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  }
}

async function columnTypes(runner: QueryRunner, { table, key }: Backfill): Promise<string[]> {
  const rows = (await runner.query(
    `SELECT format_type(a.atttypid, a.atttypmod) AS type
     FROM unnest($2::text[]) WITH ORDINALITY AS k (name, place)
     JOIN pg_attribute a ON a.attrelid = to_regclass($1) AND a.attname = k.name ORDER BY place`,
    [`public.${table}`, key],
  )) as { type: string }[];
  if (rows.length !== key.length) throw new Error(`${table} lacks a column of ${key.join(', ')}.`);
  return rows.map(({ type }) => type);
}
