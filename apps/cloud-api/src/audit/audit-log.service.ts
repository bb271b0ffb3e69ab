import { Inject, Injectable } from '@nestjs/common';
import type { AuditCheckpoint, AuditEntry } from '@eyrie/contracts';
import { type EntityManager, MoreThan, type SelectQueryBuilder } from 'typeorm';
import { z } from 'zod';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { cutPage, type Page, pagePosition, type PageQuery } from '../paging/page-token.ts';
import { Tenancy } from '../tenancy/index.ts';
import { actorOf, Audit } from './audit.ts';
import { AuditCheckpoints } from './audit-checkpoints.ts';
import { AuditEntryRow } from './audit-entry.entity.ts';
import { toAuditEntry } from './audit-resource.ts';

const sequenceSchema = z.tuple([z.int().positive()]);

export interface AuditFilter {
  actor_id?: string | undefined;
  object_id?: string | undefined;
  /** An operation, or the beginning of several: `people.` */
  operation?: string | undefined;
  result?: 'done' | 'refused' | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export type ExportedLine = AuditEntry | { readonly checkpoint: AuditCheckpoint };

/** The reading side of the audit log. */
@Injectable()
export class AuditLogService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(AuditCheckpoints) private readonly checkpoints: AuditCheckpoints,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Newest first. */
  list(
    { organisationId }: PersonPrincipal,
    filter: AuditFilter,
    query: PageQuery,
  ): Promise<Page<AuditEntry>> {
    const list = `audit ${JSON.stringify(filter)}`;
    const [before = null] = pagePosition(query, list, sequenceSchema) ?? [];
    return this.tenancy.transaction(organisationId, async (tx) => {
      const select = tx
        .createQueryBuilder(AuditEntryRow, 'entry')
        .where('entry.organisationId = :organisationId', { organisationId })
        .orderBy('entry.sequence', 'DESC')
        .limit(query.page_size + 1);
      if (before !== null) select.andWhere('entry.sequence < :before', { before });
      narrow(select, filter);
      const rows = await select.getMany();
      const page = cutPage(rows, query, list, ({ sequence }) => [sequence]);
      return { items: page.rows.map(toAuditEntry), next_page_token: page.nextPageToken };
    });
  }

  /**
   * A stretch of the whole chain, oldest first: what a verifier reads. `limit` is about entries; each
   * checkpoint follows the entry that it signs. Told in the log itself, once for all stretches of one
   * export: an entry for each would be a further one to ask for.
   */
  export(
    caller: PersonPrincipal,
    { after, limit, checkpoints = false }: { after: number; limit: number; checkpoints?: boolean },
  ): Promise<ExportedLine[]> {
    const { organisationId } = caller;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const rows = await tx
        .createQueryBuilder(AuditEntryRow, 'entry')
        .where('entry.organisationId = :organisationId', { organisationId })
        .andWhere('entry.sequence > :after', { after })
        .orderBy('entry.sequence', 'ASC')
        .limit(limit)
        .getMany();
      await this.tell(tx, caller, after);
      const entries = rows.map(toAuditEntry);
      const upTo = entries.at(-1)?.sequence;
      if (!checkpoints || upTo === undefined) return entries;
      const signed = await this.checkpoints.listBetween(tx, organisationId, { after, upTo });
      return entries.flatMap((entry) => [
        entry,
        ...signed
          .filter(({ sequence }) => sequence === entry.sequence)
          .map((checkpoint) => ({ checkpoint })),
      ]);
    });
  }

  /** After what is given out was read: whoever compares it with the log has one entry less. */
  private async tell(tx: EntityManager, caller: PersonPrincipal, after: number): Promise<void> {
    const { organisationId } = caller;
    const { id } = actorOf(caller);
    const recent = { organisationId, operation: 'audit.export', actorId: id ?? '' };
    const since = new Date(Date.now() - oneExportMs);
    if (await tx.existsBy(AuditEntryRow, { ...recent, at: MoreThan(since) })) return;
    await this.audit.record(tx, organisationId, {
      object: { kind: 'audit-log', id: null },
      after: { from_sequence: after + 1 },
    });
  }
}

/** So long the stretches that somebody asks for are one export. */
const oneExportMs = 600_000;

function narrow(select: SelectQueryBuilder<AuditEntryRow>, filter: AuditFilter): void {
  const { actor_id, object_id, operation, result, from, to } = filter;
  if (actor_id !== undefined) select.andWhere('entry.actorId = :actor_id', { actor_id });
  if (object_id !== undefined) select.andWhere('entry.objectId = :object_id', { object_id });
  if (operation !== undefined) {
    select.andWhere('starts_with(entry.operation, :operation)', { operation });
  }
  if (result !== undefined) {
    select.andWhere(`entry.refusalCode IS ${result === 'done' ? '' : 'NOT '}NULL`);
  }
  if (from !== undefined) select.andWhere('entry.at >= :from', { from });
  if (to !== undefined) select.andWhere('entry.at < :to', { to });
}
