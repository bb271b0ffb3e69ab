import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  type CreatedInvitation,
  idFromUuid,
  type Invitation,
  type InvitationOffer,
  type newInvitationSchema,
  uuidFromId,
} from '@eyrie/contracts';
import { IsNull, MoreThan } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { requireRank } from '../authorisation/rank.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { newUuid } from '../database/uuid.ts';
import { Mail } from '../mail/index.ts';
import { Organisation } from '../organisations/organisation.entity.ts';
import { type Page, type PageQuery, pageStart, toPage } from '../paging/page-token.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { InvitationRow } from './invitation.entity.ts';
import {
  AlreadyMember,
  InvitationNotFound,
  InvitationRefused,
  OwnerNeedsAllSites,
} from './people.errors.ts';
import { PeopleRepository } from './people.repository.ts';
import { PeopleService } from './people.service.ts';

@Injectable()
export class InvitationsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(PeopleService) private readonly rules: PeopleService,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(Mail) private readonly mail: Mail,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Mails the link; where mail does not reach people it is in this answer, once. Throws `RoleTooHigh`, `SiteNotFound`,
   * `OwnerNeedsAllSites` or `AlreadyMember`.
   */
  create(
    caller: PersonPrincipal,
    input: z.output<typeof newInvitationSchema>,
  ): Promise<CreatedInvitation> {
    requireRank(caller.role, input.role);
    if (input.role === 'owner' && input.site_ids !== null) throw new OwnerNeedsAllSites();
    const { organisationId } = caller;
    const email = input.email.toLowerCase();
    const token = randomBytes(32).toString('base64url');
    return this.tenancy.transaction(organisationId, async (tx) => {
      const siteIds = await this.rules.requireSites(tx, organisationId, input.site_ids);
      if (await this.people.isMember(tx, organisationId, email)) throw new AlreadyMember();
      const id = newUuid();
      await tx.insert(InvitationRow, {
        organisationId,
        id,
        email,
        role: input.role,
        siteIds,
        tokenHash: hashInvitationToken(token),
        expiresAt: new Date(Date.now() + input.expires_in_seconds * 1000),
        invitedByUserId: caller.credential.kind === 'session' ? caller.userId : null,
      });
      const made = toResource(await tx.findOneByOrFail(InvitationRow, { organisationId, id }));
      await this.audit.record(tx, organisationId, {
        object: { kind: 'invitation', id: made.id },
        after: made,
      });
      const link = this.linkOf(token);
      const { name } = await tx.findOneByOrFail(Organisation, { id: organisationId });
      const { role, expires_at: expiresAt } = made;
      await this.mail.send(tx, {
        to: email,
        content: { kind: 'invitation', organisation: name, role, link, expiresAt },
        expiresAt,
        organisationId,
        about: made.id,
      });
      return { ...made, link: this.mail.reachesPeople ? null : link };
    });
  }

  list({ organisationId }: PersonPrincipal, query: PageQuery): Promise<Page<Invitation>> {
    const after = pageStart(query, 'invitations');
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await tx.find(InvitationRow, {
        where: { organisationId, ...(after === null ? {} : { id: MoreThan(after) }) },
        order: { id: 'ASC' },
        take: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, 'invitations');
      return { items: rows.map(toResource), next_page_token: nextPageToken };
    });
  }

  /** Revokes; once more changes nothing. Throws `InvitationNotFound`. */
  revoke({ organisationId }: PersonPrincipal, invitationId: string): Promise<void> {
    const id = uuidFromId('invitation', invitationId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(InvitationRow, { organisationId, id });
      if (!row) throw new InvitationNotFound();
      const open = { organisationId, id, revokedAt: IsNull(), acceptedAt: IsNull() };
      const { affected } = await tx.update(InvitationRow, open, { revokedAt: new Date() });
      if (affected !== 1) return;
      const object = { kind: 'invitation', id: invitationId };
      await this.audit.record(tx, organisationId, { object, before: toResource(row) });
    });
  }

  /** What is offered to whoever has the link. Throws `InvitationRefused`. */
  async lookUp(token: string): Promise<InvitationOffer> {
    const found = await this.crossTenant.findInvitation(hashInvitationToken(token));
    if (!found) throw new InvitationRefused();
    const { organisationId, invitationId: id } = found;
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneByOrFail(InvitationRow, { organisationId, id });
      requireOpen(row);
      const { name } = await tx.findOneByOrFail(Organisation, { id: organisationId });
      return {
        organisation_name: name,
        email: row.email,
        role: row.role,
        expires_at: row.expiresAt.toISOString(),
      };
    });
  }

  /** The token is behind the `#`, which browsers send to nobody. */
  private linkOf(token: string): string {
    return `${new URL(this.configuration.publicUrl).origin}/invitation#${token}`;
  }
}

/** Throws `InvitationRefused`. */
export function requireOpen(row: InvitationRow | null): asserts row is InvitationRow {
  const open =
    row?.acceptedAt === null && row.revokedAt === null && row.expiresAt.getTime() > Date.now();
  if (!open) throw new InvitationRefused();
}

export function hashInvitationToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function toResource(row: InvitationRow): Invitation {
  return {
    id: idFromUuid('invitation', row.id),
    email: row.email,
    role: row.role,
    site_ids: row.siteIds?.map((id) => idFromUuid('site', id)) ?? null,
    expires_at: row.expiresAt.toISOString(),
    accepted_at: row.acceptedAt?.toISOString() ?? null,
    revoked_at: row.revokedAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
