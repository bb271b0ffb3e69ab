import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type PeopleListQuery,
  type Person,
  type personChangeSchema,
  uuidFromId,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { requireRank } from '../authorisation/rank.ts';
import { type Page, pageStart, toPage } from '../paging/page-token.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { LastOwner, OwnerNeedsAllSites } from './people.errors.ts';
import { PeopleRepository, type PersonRow } from './people.repository.ts';

@Injectable()
export class PeopleService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(PeopleRepository) private readonly people: PeopleRepository,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  list({ organisationId }: PersonPrincipal, query: PeopleListQuery): Promise<Page<Person>> {
    const list = `people ${query.q ?? ''}`;
    const after = pageStart(query, list);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const found = await this.people.list(tx, organisationId, {
        q: query.q,
        after,
        limit: query.page_size + 1,
      });
      const { rows, nextPageToken } = toPage(found, query, list);
      return { items: rows.map(toResource), next_page_token: nextPageToken };
    });
  }

  /**
   * Changes role or sites, at once for every session. Throws `PersonNotFound`, `ChangedMeanwhile`, `RoleTooHigh`,
   * `LastOwner`, `OwnerNeedsAllSites` or `SiteNotFound`.
   */
  change(
    caller: PersonPrincipal,
    personId: string,
    change: z.output<typeof personChangeSchema>,
    seen: SeenRevision,
  ): Promise<Person> {
    const { organisationId } = caller;
    const id = uuidFromId('user', personId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const owners = await this.people.countOwners(tx, organisationId);
      const before = await this.people.get(tx, organisationId, id);
      seen.check(before.revision);
      const role = change.role ?? before.role;
      requireRank(caller.role, before.role);
      requireRank(caller.role, role);
      if (before.role === 'owner' && role !== 'owner' && owners === 1) throw new LastOwner();
      const siteIds =
        change.site_ids === undefined
          ? before.siteIds
          : await this.requireSites(tx, organisationId, change.site_ids);
      if (role === 'owner' && siteIds !== null) throw new OwnerNeedsAllSites();
      await this.people.change(tx, organisationId, id, { role, siteIds });
      const after = toResource(await this.people.get(tx, organisationId, id));
      await this.audit.record(tx, organisationId, {
        object: { kind: 'person', id: personId },
        before: rights(toResource(before)),
        after: rights(after),
      });
      return after;
    });
  }

  /** Takes somebody out; their sessions here end. Throws `PersonNotFound`, `RoleTooHigh`, `LastOwner`. */
  remove(caller: PersonPrincipal, personId: string): Promise<void> {
    const { organisationId } = caller;
    const id = uuidFromId('user', personId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const owners = await this.people.countOwners(tx, organisationId);
      const before = await this.people.get(tx, organisationId, id);
      requireRank(caller.role, before.role);
      if (before.role === 'owner' && owners === 1) throw new LastOwner();
      await this.people.remove(tx, organisationId, id);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'person', id: personId },
        before: rights(toResource(before)),
      });
    });
  }

  /** The UUIDs of sites that exist in the organisation. Throws `SiteNotFound`. */
  async requireSites(
    tx: EntityManager,
    organisationId: string,
    ids: readonly string[] | null,
  ): Promise<string[] | null> {
    if (ids === null) return null;
    const siteIds = [...new Set(ids.map((siteId) => uuidFromId('site', siteId)))];
    for (const siteId of siteIds) await this.sites.get(tx, organisationId, siteId);
    return siteIds;
  }
}

/** What of a person the audit log keeps. */
function rights({ email, role, site_ids }: Person): Pick<Person, 'email' | 'role' | 'site_ids'> {
  return { email, role, site_ids };
}

function toResource(row: PersonRow): Person {
  return {
    id: idFromUuid('user', row.id),
    email: row.email,
    name: row.name,
    role: row.role,
    revision: row.revision,
    site_ids: row.siteIds?.map((id) => idFromUuid('site', id)) ?? null,
    last_seen_at: row.lastSeenAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
