import { Inject, Injectable } from '@nestjs/common';
import {
  type ApiKey,
  type CreatedApiKey,
  idFromUuid,
  type newApiKeySchema,
  uuidFromId,
} from '@eyrie/contracts';
import { IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { Audit, RefusedAttempts } from '../audit/index.ts';
import { requireRank } from '../authorisation/rank.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { SitesRepository } from '../sites/sites.repository.ts';
import { type ApiKeyLookup, CrossTenant, Tenancy } from '../tenancy/index.ts';
import { ApiKeyRow } from './api-key.entity.ts';
import { ApiKeyNotFound, TooManyApiKeys } from './api-key.errors.ts';
import { hashApiKeySecret, newApiKeySecret } from './api-key-secret.ts';

const keysMax = 100;
/** `last_used_at` is right to so much; not every request writes. */
const usedMs = 60_000;

@Injectable()
export class ApiKeysService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(RefusedAttempts) private readonly refused: RefusedAttempts,
  ) {}

  /**
   * The secret is in this answer and nowhere else. Throws `RoleTooHigh`, `SiteNotFound` or
   * `TooManyApiKeys`.
   */
  create(person: PersonPrincipal, input: z.output<typeof newApiKeySchema>): Promise<CreatedApiKey> {
    requireRank(person.role, input.role);
    const { organisationId, userId } = person;
    const { secret, prefix } = newApiKeySecret();
    return this.tenancy.transaction(organisationId, async (tx) => {
      const siteIds = input.site_ids?.map((id) => uuidFromId('site', id)) ?? null;
      for (const siteId of siteIds ?? []) await this.sites.get(tx, organisationId, siteId);
      const alive = await tx.countBy(ApiKeyRow, { organisationId, revokedAt: IsNull() });
      if (alive >= keysMax) throw new TooManyApiKeys(keysMax);
      const id = newUuid();
      await tx.insert(ApiKeyRow, {
        organisationId,
        id,
        name: input.name,
        prefix,
        secretHash: hashApiKeySecret(secret),
        role: input.role,
        siteIds,
        expiresAt:
          input.expires_in_seconds === null
            ? null
            : new Date(Date.now() + input.expires_in_seconds * 1000),
        createdByUserId: userId,
      });
      const made = toResource(await tx.findOneByOrFail(ApiKeyRow, { organisationId, id }));
      await this.audit.record(tx, organisationId, {
        object: { kind: 'api-key', id: made.id },
        after: made,
      });
      return { ...made, secret };
    });
  }

  list({ organisationId }: PersonPrincipal, query: PageQuery): Promise<Page<ApiKey>> {
    const after = pageStart(query, 'api-keys');
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(ApiKeyRow, {
        where: { organisationId, ...(after === null ? {} : { id: MoreThan(after) }) },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, 'api-keys');
      return { items: rows.map(toResource), next_page_token: nextPageToken };
    });
  }

  /** Revokes; once more changes nothing. Throws `ApiKeyNotFound`. */
  revoke({ organisationId }: PersonPrincipal, keyId: string): Promise<void> {
    const id = uuidFromId('apiKey', keyId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(ApiKeyRow, { organisationId, id });
      if (!row) throw new ApiKeyNotFound();
      if (row.revokedAt !== null) return;
      await tx.update(ApiKeyRow, { organisationId, id }, { revokedAt: new Date() });
      const object = { kind: 'api-key', id: keyId };
      await this.audit.record(tx, organisationId, { object, before: toResource(row) });
    });
  }

  /** Asked of the database for every request, so that a revoked key ends at once, everywhere. */
  async authenticate(secret: string): Promise<PersonPrincipal | null> {
    const secretHash = hashApiKeySecret(secret);
    const found = await this.crossTenant.findApiKey(secretHash);
    if (!found) {
      await this.refuse(secretHash);
      return null;
    }
    const { organisationId, keyId, lastUsedAt } = found;
    if (Date.now() - (lastUsedAt?.getTime() ?? 0) > usedMs) this.used(organisationId, keyId);
    return callerOf(found);
  }

  private async refuse(secretHash: string): Promise<void> {
    const ended = await this.crossTenant.findEndedApiKey(secretHash);
    if (!ended) return;
    const { organisationId, keyId, name, role } = ended;
    const id = idFromUuid('apiKey', keyId);
    this.refused.tell({
      organisationId,
      actor: { kind: 'api-key', id, name, role, credential: null },
      object: { kind: 'api-key', id },
      code: 'auth.required',
    });
  }

  /** Not awaited, and lost without harm. */
  private used(organisationId: string, id: string): void {
    this.tenancy
      .transaction(organisationId, (tx) =>
        tx.update(ApiKeyRow, { organisationId, id }, { lastUsedAt: new Date() }),
      )
      .catch(() => undefined);
  }
}

export function callerOf(found: ApiKeyLookup): PersonPrincipal {
  const { organisationId, keyId, name, role, siteIds, createdByUserId: userId } = found;
  const credential = { kind: 'api-key', id: keyId } as const;
  return { kind: 'person', organisationId, userId, name, role, siteIds, credential };
}

function toResource(row: ApiKeyRow): ApiKey {
  return {
    id: idFromUuid('apiKey', row.id),
    name: row.name,
    prefix: row.prefix,
    role: row.role,
    site_ids: row.siteIds?.map((id) => idFromUuid('site', id)) ?? null,
    expires_at: row.expiresAt?.toISOString() ?? null,
    last_used_at: row.lastUsedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    created_by: idFromUuid('user', row.createdByUserId),
    created_at: row.createdAt.toISOString(),
  };
}
