import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { auditChainStart, auditLinkFault } from '@eyrie/contracts';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { AuditEntryRow } from '../audit/audit-entry.entity.ts';
import { toAuditEntry } from '../audit/audit-resource.ts';
import type { ObjectStore } from '../blobs/index.ts';
import { catalogFaults } from '../database/catalog-faults.ts';
import type { RestoredReport } from './restored-report.ts';

const stretch = 1_000;

/** Looks at everything that a restored installation has to have. Changes nothing. */
export class RestoredCheck {
  constructor(
    /** As a role that row-level security does not bind. */
    private readonly database: DataSource,
    private readonly databaseUrl: string,
    private readonly store: ObjectStore,
  ) {}

  async run(): Promise<RestoredReport> {
    return {
      rows: await this.rows(),
      media: await this.media(),
      audit: await this.audit(),
      wall: await this.wall(),
      sequences: await this.sequences(),
    };
  }

  private async rows(): Promise<Record<string, number>> {
    const tables = await this.database.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
         AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname`,
    );
    const counts: [string, number][] = [];
    for (const { name } of tables) {
      const [found] = await this.database.query<{ count: number }[]>(
        `SELECT count(*) AS count FROM ${pg.escapeIdentifier(name)}`,
      );
      counts.push([name, found?.count ?? 0]);
    }
    return Object.fromEntries(counts);
  }

  private async media(): Promise<RestoredReport['media']> {
    const [missing, damaged]: string[][] = [[], []];
    let [objects, bytes, after] = [0, 0, ['00000000-0000-0000-0000-000000000000', '']];
    for (;;) {
      const blobs = await this.database.query<
        { organisation: string; sha256: string; bytes: number }[]
      >(
        `SELECT organisation_id AS organisation, encode(sha256, 'hex') AS sha256, bytes FROM blob
         WHERE (organisation_id, sha256) > ($1::uuid, decode($2, 'hex'))
         ORDER BY organisation_id, blob.sha256 LIMIT ${stretch}`,
        after,
      );
      for (const blob of blobs) {
        const name = `${blob.organisation}/${blob.sha256}`;
        const hash = await this.hashOf(blob.organisation, blob.sha256, blob.bytes);
        if (hash === null) missing?.push(name);
        else if (hash !== blob.sha256) damaged?.push(name);
        objects += 1;
        bytes += blob.bytes;
      }
      const last = blobs.at(-1);
      if (!last) return { objects, bytes, missing: missing ?? [], damaged: damaged ?? [] };
      after = [last.organisation, last.sha256];
    }
  }

  private async hashOf(
    organisation: string,
    sha256: string,
    bytes: number,
  ): Promise<string | null> {
    if (!(await this.store.has(organisation, sha256))) return null;
    const hash = createHash('sha256');
    await pipeline(this.store.read(organisation, sha256, 0, bytes - 1), hash);
    return hash.digest('hex');
  }

  private async audit(): Promise<RestoredReport['audit']> {
    const organisations = await this.database.query<{ id: string }[]>(
      'SELECT id FROM organisation',
    );
    const broken: string[] = [];
    let entries = 0;
    for (const { id } of organisations) {
      const found = await this.chainOf(id);
      entries += found.entries;
      if (found.broken !== null) broken.push(`${id}: ${found.broken}`);
    }
    return { organisations: organisations.length, entries, broken };
  }

  private async chainOf(organisation: string): Promise<{ entries: number; broken: string | null }> {
    const table = this.database.getRepository(AuditEntryRow);
    let head = { sequence: 0, hash: auditChainStart };
    for (;;) {
      const rows = await table
        .createQueryBuilder('entry')
        .where('entry.organisationId = :organisation', { organisation })
        .andWhere('entry.sequence > :after', { after: head.sequence })
        .orderBy('entry.sequence')
        .take(stretch)
        .getMany();
      if (rows.length === 0) return { entries: head.sequence, broken: null };
      for (const row of rows) {
        const entry = toAuditEntry(row);
        const reason = auditLinkFault(head, entry, sha256);
        if (reason !== null) {
          return { entries: head.sequence, broken: `entry ${entry.sequence}. ${reason}` };
        }
        head = entry;
      }
    }
  }

  private async wall(): Promise<string[]> {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    await client.connect();
    try {
      const faults = await catalogFaults(client);
      return Object.entries(faults).map(([fault, names]) => `${fault}: ${names.join(', ')}`);
    } finally {
      await client.end();
    }
  }

  /** Those of columns that take their numbers from a sequence. */
  private async sequences(): Promise<string[]> {
    const owned = await this.database.query<{ sequence: string; owner: string; column: string }[]>(
      `SELECT s.oid::regclass::text AS sequence, d.refobjid::regclass::text AS owner, a.attname AS column
       FROM pg_class s
       JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
       JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
       WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace`,
    );
    const behind: string[] = [];
    for (const { sequence, owner, column } of owned) {
      const [found] = await this.database.query<{ behind: boolean }[]>(
        `SELECT coalesce((SELECT max(${pg.escapeIdentifier(column)}) FROM ${owner}), 0)
           > (SELECT last_value FROM ${sequence}) AS behind`,
      );
      if (found?.behind === true) behind.push(`${sequence} is behind ${owner}.${column}`);
    }
    return behind;
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
