import { TypeID } from 'typeid-js';
import { appRole } from '../../database/roles.ts';
import type { TestDatabase } from '../database.ts';

/** All rows of one organisation that the application reaches, past all walls: for tests that look for them where they must not be. */
export class TenantRows {
  private constructor(
    private readonly database: Pick<TestDatabase, 'query'>,
    private readonly organisationId: string,
    private readonly tables: readonly string[],
  ) {}

  static async of(
    database: Pick<TestDatabase, 'query'>,
    organisationId: string,
  ): Promise<TenantRows> {
    const rows = await database.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
         AND NOT c.relispartition
         AND has_table_privilege($1, c.oid, 'SELECT, INSERT, UPDATE, DELETE') ORDER BY 1`,
      [appRole],
    );
    const tables = rows.map(({ name }) => name);
    return new TenantRows(database, organisationId, ['organisation', ...tables]);
  }

  /** By table: how many rows and a hash over all that is in them, but for what the clock alone writes. */
  async fingerprint(): Promise<Map<string, string>> {
    const marks = await this.marks();
    // Retention runs each quarter of an hour, whoever asks for whatever meanwhile.
    marks.delete('retention_run');
    return marks;
  }

  private async marks(): Promise<Map<string, string>> {
    const rows = await this.each<{ name: string; mark: string }>(
      (table) => `SELECT '${table}' AS name, count(*) || ' rows, ' ||
        coalesce(md5(string_agg(md5(t::text), '' ORDER BY t::text)), '') AS mark`,
    );
    return new Map(rows.map(({ name, mark }) => [name, mark]));
  }

  /** Tables without a row. */
  async emptyTables(): Promise<string[]> {
    const marks = await this.marks();
    return [...marks].filter(([, mark]) => mark.startsWith('0 ')).map(([name]) => name);
  }

  /** Every row as text, with its table before it. */
  async texts(): Promise<string[]> {
    const rows = await this.each<{ text: string }>(
      (table) => `SELECT '${table} ' || t::text AS text`,
    );
    return rows.map(({ text }) => text);
  }

  /** Every UUID that stands anywhere in the rows. */
  async uuids(): Promise<Set<string>> {
    return new Set((await this.texts()).flatMap((text) => text.match(uuidPattern) ?? []));
  }

  private each<Row extends object>(select: (table: string) => string): Promise<Row[]> {
    const parts = this.tables.map((table) => {
      const column = table === 'organisation' ? 'id' : 'organisation_id';
      return `${select(table)} FROM ${table} t WHERE ${column} = $1`;
    });
    return this.database.query(parts.join(' UNION ALL '), [this.organisationId]);
  }
}

const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const idPattern = /[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}/g;

/** The UUIDs in a text, those in ids of the API too. */
export function uuidsIn(text: string): string[] {
  const ids = (text.match(idPattern) ?? []).map((id) => TypeID.fromString(id).toUUID());
  return [...ids, ...(text.match(uuidPattern) ?? [])];
}
