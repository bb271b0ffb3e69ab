import { Injectable } from '@nestjs/common';
import type { ArchiveState } from '@eyrie/contracts';
import { type EntityManager, MoreThan } from 'typeorm';
import { archivedAtOf } from '../database/archived-at.ts';
import { holdsText } from '../database/holds-text.ts';
import { heartbeatSecondsDefault } from '../devices/presence.ts';
import { SiteArchived, SiteNotFound } from './site.errors.ts';
import { SiteCaRow, SiteRow } from './site.entity.ts';

export interface SiteFilter {
  readonly state: ArchiveState;
  readonly q: string | undefined;
  readonly after: string | null;
  readonly limit: number;
}

export interface SiteCounts {
  devicesTotal: number;
  devicesHeardSince: number;
  camerasTotal: number;
}

/** All SQL about sites. Every question is asked inside a tenant's transaction. */
@Injectable()
export class SitesRepository {
  list(tx: EntityManager, organisationId: string, filter: SiteFilter): Promise<SiteRow[]> {
    const { state, q, after, limit } = filter;
    const every = {
      organisationId,
      ...archivedAtOf(state),
      ...(after === null ? {} : { id: MoreThan(after) }),
    };
    return tx.find(SiteRow, {
      where:
        q === undefined
          ? every
          : [
              { ...every, name: holdsText(q) },
              { ...every, notes: holdsText(q) },
            ],
      order: { id: 'ASC' },
      take: limit,
    });
  }

  /** Throws `SiteNotFound`. */
  async get(tx: EntityManager, organisationId: string, id: string): Promise<SiteRow> {
    const site = await this.find(tx, organisationId, id);
    if (!site) throw new SiteNotFound();
    return site;
  }

  find(tx: EntityManager, organisationId: string, id: string): Promise<SiteRow | null> {
    return tx.findOneBy(SiteRow, { organisationId, id });
  }

  /** The same, and nobody else changes the site until the transaction ends. */
  async lock(tx: EntityManager, organisationId: string, id: string): Promise<SiteRow> {
    const site = await tx.findOne(SiteRow, {
      where: { organisationId, id },
      // Not plain FOR UPDATE: rows that refer to the site may still be written meanwhile.
      lock: { mode: 'for_no_key_update' },
    });
    if (!site) throw new SiteNotFound();
    return site;
  }

  /** The same, of a site in use. Throws `SiteArchived` as well. */
  async lockInUse(tx: EntityManager, organisationId: string, id: string): Promise<SiteRow> {
    const site = await this.lock(tx, organisationId, id);
    if (site.archivedAt !== null) throw new SiteArchived();
    return site;
  }

  /** Whatever is in the manifest has changed. The caller holds the site's lock. */
  async touchManifest(tx: EntityManager, organisationId: string, id: string): Promise<void> {
    await tx.increment(SiteRow, { organisationId, id }, 'manifestVersion', 1);
  }

  /** The caller holds the site's lock. */
  async change(
    tx: EntityManager,
    organisationId: string,
    id: string,
    set: Pick<SiteRow, 'name' | 'notes' | 'latitude' | 'longitude' | 'timeZone'>,
  ): Promise<void> {
    await tx.update(SiteRow, { organisationId, id }, { ...set, revision: () => 'revision + 1' });
  }

  /** Every worker of the site shall run with something else. */
  async touchConfigurations(tx: EntityManager, organisationId: string, id: string): Promise<void> {
    await tx.query(
      `UPDATE device_configuration c SET version = c.version + 1 FROM device d
       WHERE d.organisation_id = $1 AND d.site_id = $2 AND d.role = 'worker'
         AND c.organisation_id = d.organisation_id AND c.device_id = d.id`,
      [organisationId, id],
    );
  }

  async insert(
    tx: EntityManager,
    site: Pick<
      SiteRow,
      | 'organisationId'
      | 'id'
      | 'name'
      | 'latitude'
      | 'longitude'
      | 'timeZone'
      | 'foundingCoordinators'
    >,
    ca: Pick<SiteCaRow, 'certificate' | 'sealedPrivateKey'>,
  ): Promise<void> {
    await tx.insert(SiteRow, site);
    await tx.insert(SiteCaRow, { organisationId: site.organisationId, siteId: site.id, ...ca });
  }

  async counts(
    tx: EntityManager,
    organisationId: string,
    siteIds: readonly string[],
    now: Date,
  ): Promise<Map<string, SiteCounts>> {
    const rows = await tx.query<(SiteCounts & { siteId: string })[]>(
      `SELECT s.id AS "siteId",
         (SELECT count(*) FROM device d
           WHERE d.organisation_id = s.organisation_id AND d.site_id = s.id
             AND d.revoked_at IS NULL) AS "devicesTotal",
         (SELECT count(*) FROM device d
           JOIN device_state st ON st.organisation_id = d.organisation_id AND st.device_id = d.id
           LEFT JOIN device_configuration dc
             ON dc.organisation_id = d.organisation_id AND dc.device_id = d.id
           WHERE d.organisation_id = s.organisation_id AND d.site_id = s.id
             AND d.revoked_at IS NULL
             AND st.last_seen_at >= $3::timestamptz
               - make_interval(secs => 2.5 * coalesce(dc.heartbeat_seconds, $4))
         ) AS "devicesHeardSince",
         (SELECT count(*) FROM camera c
           WHERE c.organisation_id = s.organisation_id AND c.site_id = s.id
             AND c.archived_at IS NULL) AS "camerasTotal"
       FROM site s WHERE s.organisation_id = $1 AND s.id = ANY($2)`,
      [organisationId, siteIds, now, heartbeatSecondsDefault],
    );
    return new Map(rows.map(({ siteId, ...counts }) => [siteId, counts]));
  }

  /** Node numbers of the coordinators, to name the leader by its device. */
  async coordinators(
    tx: EntityManager,
    organisationId: string,
    siteIds: readonly string[],
  ): Promise<{ id: string; siteId: string; nodeId: number }[]> {
    return tx.query(
      `SELECT id, site_id AS "siteId", node_id AS "nodeId" FROM device
       WHERE organisation_id = $1 AND site_id = ANY($2) AND node_id IS NOT NULL
         AND revoked_at IS NULL`,
      [organisationId, siteIds],
    );
  }
}
