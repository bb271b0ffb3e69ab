import { Inject, Injectable } from '@nestjs/common';
import {
  type CreatedProvisioningToken,
  idFromUuid,
  type newClaimsSchema,
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

  /** The secret is in this answer and nowhere else. Throws `SiteNotFound`, `SiteArchived`, `InvalidRequest`. */
  async create(
    { organisationId, userId }: PersonPrincipal,
    input: z.output<typeof newProvisioningTokenSchema>,
  ): Promise<CreatedProvisioningToken> {
    const { uses_max: usesMax, replaces_device_id: replaces } = input;
    const approval = input.approval ?? (usesMax === 1 ? 'automatic' : 'required');
    requireSense({ usesMax, approval, replaces });
    const secret = newProvisioningSecret();
    return this.tenancy.transaction(organisationId, async (tx) => {
      const site = await this.sites.lockInUse(
        tx,
        organisationId,
        uuidFromId('site', input.site_id),
      );
      const replaced = await this.replaced(tx, site, input);
      const id = newUuid();
      await tx.insert(ProvisioningTokenRow, {
        organisationId,
        id,
        siteId: site.id,
        role: input.role,
        deviceName: replaced?.name ?? input.device_name,
        usesMax,
        approval,
        replacesDeviceId: replaced?.id ?? null,
        secretHash: hashProvisioningSecret(secret),
        expiresAt: new Date(Date.now() + input.expires_in_seconds * 1000),
        createdByUserId: userId,
      });
      const row = await tx.findOneByOrFail(ProvisioningTokenRow, { organisationId, id });
      const made = toResource(row, 0);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'provisioning-token', id: made.id },
        after: made,
      });
      return { ...made, secret };
    });
  }

  /** A claim for each card; all of them or none. Throws `SiteNotFound` and `SiteArchived`. */
  createClaims(
    { organisationId, userId }: PersonPrincipal,
    input: z.output<typeof newClaimsSchema>,
  ): Promise<CreatedProvisioningToken[]> {
    const { name_prefix: prefix, first_number: first, count, role } = input;
    const claims = Array.from({ length: count }, (_, index) => ({
      id: newUuid(),
      secret: newProvisioningSecret(),
      deviceName: `${prefix}-${first + index}`,
    }));
    return this.tenancy.transaction(organisationId, async (tx) => {
      const site = await this.sites.lockInUse(
        tx,
        organisationId,
        uuidFromId('site', input.site_id),
      );
      const common = {
        organisationId,
        siteId: site.id,
        role,
        usesMax: 1,
        approval: 'automatic' as const,
        expiresAt: new Date(Date.now() + input.expires_in_seconds * 1000),
        createdByUserId: userId,
        createdAt: new Date(),
      };
      await tx.insert(
        ProvisioningTokenRow,
        claims.map(({ id, secret, deviceName }) => {
          return { ...common, id, deviceName, secretHash: hashProvisioningSecret(secret) };
        }),
      );
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: input.site_id },
        after: { ...input, provisioning_token_ids: claims.map(({ id }) => tokenId(id)) },
      });
      const unused = { revokedAt: null, usedByDeviceId: null, replacesDeviceId: null };
      return claims.map(({ id, secret, deviceName }) => {
        return { ...toResource({ ...common, ...unused, id, deviceName }, 0), secret };
      });
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
      const uses = await this.uses(tx, organisationId, rows);
      return {
        items: rows.map((row) => toResource(row, uses.get(row.id) ?? 0)),
        next_page_token: nextPageToken,
      };
    });
  }

  /** Revokes; once more changes nothing. Throws `ProvisioningTokenNotFound`. */
  revoke({ organisationId }: PersonPrincipal, token: string): Promise<void> {
    const id = uuidFromId('provisioningToken', token);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(ProvisioningTokenRow, { organisationId, id });
      if (!row) throw new ProvisioningTokenNotFound();
      const { affected } = await tx.update(
        ProvisioningTokenRow,
        { organisationId, id, revokedAt: IsNull() },
        { revokedAt: new Date() },
      );
      if (affected !== 1) return;
      const uses = await this.uses(tx, organisationId, [row]);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'provisioning-token', id: token },
        before: toResource(row, uses.get(id) ?? 0),
      });
    });
  }

  /** Devices that came in by each token, and those that wait. */
  private async uses(
    tx: EntityManager,
    organisationId: string,
    rows: readonly ProvisioningTokenRow[],
  ): Promise<Map<string, number>> {
    const counted = await tx.query<{ id: string; uses: number }[]>(
      `SELECT token_id AS id, count(*)::int AS uses FROM enrolment_request
       WHERE organisation_id = $1 AND token_id = ANY($2) AND state <> 'rejected' GROUP BY token_id`,
      [organisationId, rows.map(({ id }) => id)],
    );
    return new Map(counted.map(({ id, uses }) => [id, uses]));
  }
}

function requireSense(wish: {
  usesMax: number;
  approval: ProvisioningToken['approval'];
  replaces: string | null;
}): void {
  const { usesMax, approval, replaces } = wish;
  if (usesMax > 1 && approval === 'automatic') {
    const message =
      'must be required for a token of several devices: one that leaks lets nobody in';
    throw new InvalidRequest([{ pointer: '/approval', message }]);
  }
  if (replaces !== null && (usesMax > 1 || approval === 'required')) {
    const message = 'must be of a claim for one device, without approval';
    throw new InvalidRequest([{ pointer: '/replaces_device_id', message }]);
  }
}

const tokenId = (uuid: string): string => idFromUuid('provisioningToken', uuid);

function toResource(
  row: Omit<ProvisioningTokenRow, 'secretHash' | 'usedAt'>,
  requests: number,
): ProvisioningToken {
  return {
    id: tokenId(row.id),
    site_id: idFromUuid('site', row.siteId),
    role: row.role,
    device_name: row.deviceName,
    expires_at: row.expiresAt.toISOString(),
    uses_max: row.usesMax,
    uses: row.usedByDeviceId === null ? requests : 1,
    approval: row.approval,
    used_by_device_id:
      row.usedByDeviceId === null ? null : idFromUuid('device', row.usedByDeviceId),
    replaces_device_id:
      row.replacesDeviceId === null ? null : idFromUuid('device', row.replacesDeviceId),
    revoked_at: row.revokedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
