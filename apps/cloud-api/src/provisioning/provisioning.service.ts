import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type newProvisioningTokenSchema,
  type ProvisioningToken,
  uuidFromId,
} from '@eyrie/contracts';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { DeviceRow } from '../devices/device.entity.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { InvalidRequest } from '../problems/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { SiteRow } from '../sites/site.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { hashProvisioningSecret, newProvisioningSecret } from './provisioning-secret.ts';
import { ProvisioningTokenRow } from './provisioning-token.entity.ts';
import { ProvisioningTokenNotFound } from './provisioning-token.errors.ts';

@Injectable()
export class ProvisioningService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** The secret is in this answer and nowhere else. Throws `SiteNotFound`. */
  create(
    { organisationId, userId }: PersonPrincipal,
    input: z.output<typeof newProvisioningTokenSchema>,
  ): Promise<ProvisioningToken & { secret: string }> {
    const secret = newProvisioningSecret();
    return this.tenancy.transaction(organisationId, async (tx) => {
      const site = await this.sites.get(tx, organisationId, uuidFromId('site', input.site_id));
      const replaced = await this.replaced(tx, site, input);
      const id = newUuid();
      await tx.insert(ProvisioningTokenRow, {
        organisationId,
        id,
        siteId: site.id,
        role: input.role,
        deviceName: replaced?.name ?? input.device_name,
        replacesDeviceId: replaced?.id ?? null,
        secretHash: hashProvisioningSecret(secret),
        expiresAt: new Date(Date.now() + input.expires_in_seconds * 1000),
        createdByUserId: userId,
      });
      const row = await tx.findOneByOrFail(ProvisioningTokenRow, { organisationId, id });
      const made = toResource(row);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'provisioning-token', id: made.id },
        after: made,
      });
      return { ...made, secret };
    });
  }

  /** The device whose place is to be taken. Throws `InvalidRequest`. */
  private async replaced(
    tx: EntityManager,
    site: SiteRow,
    { replaces_device_id: replaces, role }: z.output<typeof newProvisioningTokenSchema>,
  ): Promise<DeviceRow | null> {
    if (replaces === null) return null;
    const { organisationId, id: siteId } = site;
    const id = uuidFromId('device', replaces);
    const device = await tx.findOneBy(DeviceRow, { organisationId, id, siteId, role });
    if (device && device.decommissionedAt === null) return device;
    const message = 'must be a device of the site and of the role that was not decommissioned';
    throw new InvalidRequest([{ pointer: '/replaces_device_id', message }]);
  }

  list({ organisationId }: PersonPrincipal, query: PageQuery): Promise<Page<ProvisioningToken>> {
    const after = pageStart(query, 'provisioning-tokens');
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(ProvisioningTokenRow, {
        where: { organisationId, ...(after === null ? {} : { id: MoreThan(after) }) },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, 'provisioning-tokens');
      return { items: rows.map(toResource), next_page_token: nextPageToken };
    });
  }

  /** Revokes; once more changes nothing. Throws `ProvisioningTokenNotFound`. */
  revoke({ organisationId }: PersonPrincipal, tokenId: string): Promise<void> {
    const id = uuidFromId('provisioningToken', tokenId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(ProvisioningTokenRow, { organisationId, id });
      if (!row) throw new ProvisioningTokenNotFound();
      const { affected } = await tx.update(
        ProvisioningTokenRow,
        { organisationId, id, revokedAt: IsNull() },
        { revokedAt: new Date() },
      );
      if (affected !== 1) return;
      const object = { kind: 'provisioning-token', id: tokenId };
      await this.audit.record(tx, organisationId, { object, before: toResource(row) });
    });
  }
}

function toResource(row: ProvisioningTokenRow): ProvisioningToken {
  return {
    id: idFromUuid('provisioningToken', row.id),
    site_id: idFromUuid('site', row.siteId),
    role: row.role,
    device_name: row.deviceName,
    expires_at: row.expiresAt.toISOString(),
    used_by_device_id:
      row.usedByDeviceId === null ? null : idFromUuid('device', row.usedByDeviceId),
    replaces_device_id:
      row.replacesDeviceId === null ? null : idFromUuid('device', row.replacesDeviceId),
    revoked_at: row.revokedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
