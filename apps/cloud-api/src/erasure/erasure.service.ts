import { Inject, Injectable } from '@nestjs/common';
import { type Erasure, type ErasureState, idFromUuid } from '@eyrie/contracts';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { Tenancy } from '../tenancy/index.ts';
import { ErasureNameMismatch, ErasureNotCancellable, ErasureRequested } from './erasure.errors.ts';
import { ErasureRepository, type ErasureRow } from './erasure.repository.ts';

/** An owner asks for the end of the organisation, and may think better of it for some days. */
@Injectable()
export class ErasureService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ErasureRepository) private readonly repository: ErasureRepository,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  read({ organisationId }: PersonPrincipal): Promise<ErasureState> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.repository.find(tx, organisationId);
      return { erasure: row && show(row) };
    });
  }

  /** Throws `ErasureNameMismatch` and `ErasureRequested`. */
  request(
    { organisationId, name }: PersonPrincipal,
    wish: { organisationName: string; reason: string },
  ): Promise<ErasureState> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const isNamed =
        (await this.repository.organisationName(tx, organisationId)) === wish.organisationName;
      if (!isNamed) throw new ErasureNameMismatch();
      const isNew = await this.repository.insert(tx, organisationId, {
        requestedBy: name,
        reason: wish.reason,
        graceDays: this.configuration.erasureGraceDays,
      });
      if (!isNew) throw new ErasureRequested();
      const row = await this.repository.find(tx, organisationId);
      const erasure = row && show(row);
      const object = { kind: 'organisation', id: idFromUuid('organisation', organisationId) };
      await this.audit.record(tx, organisationId, { object, after: erasure });
      return { erasure };
    });
  }

  /** Throws `ErasureNotCancellable`. */
  async cancel({ organisationId }: PersonPrincipal): Promise<void> {
    await this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.repository.find(tx, organisationId);
      if (!(await this.repository.cancel(tx, organisationId))) throw new ErasureNotCancellable();
      const object = { kind: 'organisation', id: idFromUuid('organisation', organisationId) };
      await this.audit.record(tx, organisationId, { object, before: row && show(row) });
    });
  }
}

function show(row: ErasureRow): Erasure {
  return {
    requested_at: row.requestedAt.toISOString(),
    requested_by: row.requestedBy,
    reason: row.reason,
    due_at: row.dueAt.toISOString(),
    begun_at: row.begunAt?.toISOString() ?? null,
  };
}
