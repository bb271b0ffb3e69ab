import type { QueryRunner } from 'typeorm';

export interface OnlineIndex {
  /** Of the index; those of partitions get the partition's name before it. */
  readonly name: string;
  readonly table: string;
  /** What follows the table: `(organisation_id, label)`, `USING brin (received_at)`. */
  readonly on: string;
  readonly unique?: boolean;
}

/**
 * Makes an index while others write, outside of a transaction. From wherever a run before was cut off: an
 * index that was left behind half-made is dropped and made anew. On a partitioned table each partition
 * gets its own, and the table's becomes valid with the last of them.
 */
export async function createIndexOnline(runner: QueryRunner, index: OnlineIndex): Promise<void> {
  // These two wait for transactions to end and keep nobody from anything meanwhile.
  await runner.query('SET lock_timeout = 0');
  const partitions = await partitionsOf(runner, index.table);
  if (partitions === null) {
    await createOne(runner, index);
    return;
  }
  const unique = index.unique ? 'UNIQUE' : '';
  await runner.query(
    `CREATE ${unique} INDEX IF NOT EXISTS ${index.name} ON ONLY ${index.table} ${index.on}`,
  );
  for (const partition of partitions) {
    if (await hasAttached(runner, index.name, partition)) continue;
    // The name of a partition is told apart by its end, so the beginning may be cut.
    const name = `${partition}_${index.name}`.slice(-63);
    await createOne(runner, { ...index, name, table: partition });
    await runner.query(`ALTER INDEX ${index.name} ATTACH PARTITION ${name}`);
  }
}

async function createOne(runner: QueryRunner, index: OnlineIndex): Promise<void> {
  const [found] = (await runner.query(
    `SELECT indisvalid AND indisready AS "isWhole" FROM pg_index
     WHERE indexrelid = to_regclass($1)`,
    [`public.${index.name}`],
  )) as { isWhole: boolean }[];
  if (found?.isWhole) return;
  if (found) await runner.query(`DROP INDEX CONCURRENTLY ${index.name}`);
  const unique = index.unique ? 'UNIQUE' : '';
  await runner.query(
    `CREATE ${unique} INDEX CONCURRENTLY ${index.name} ON ${index.table} ${index.on}`,
  );
}

/** Null for a table that is not partitioned. */
async function partitionsOf(runner: QueryRunner, table: string): Promise<string[] | null> {
  const [row] = (await runner.query(
    `SELECT relkind = 'p' AS "isPartitioned", ARRAY(SELECT c.relname::text FROM pg_inherits i
       JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = t.oid ORDER BY 1) AS partitions
     FROM pg_class t WHERE t.oid = to_regclass($1)`,
    [`public.${table}`],
  )) as { isPartitioned: boolean; partitions: string[] }[];
  if (!row) throw new Error(`There is no table ${table} to make an index on.`);
  return row.isPartitioned ? row.partitions : null;
}

/** A partition that was made since has its own from the beginning. */
async function hasAttached(
  runner: QueryRunner,
  parent: string,
  partition: string,
): Promise<boolean> {
  const rows = (await runner.query(
    `SELECT 1 FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) AND x.indrelid = to_regclass($2)`,
    [`public.${parent}`, `public.${partition}`],
  )) as unknown[];
  return rows.length > 0;
}
