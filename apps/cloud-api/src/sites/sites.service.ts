import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type newSiteSchema,
  type Site,
  type SiteChange,
  type SiteListQuery,
  uuidFromId,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { presenceOf, reportSeconds } from '../devices/presence.ts';
import { pageStart, toPage, type Page } from '../paging/page-token.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Sealing } from '../sealing/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { makeSiteCa } from './site-ca.ts';
import type { SiteRow } from './site.entity.ts';
import { SiteArchived } from './site.errors.ts';
import { SitesRepository } from './sites.repository.ts';
import { isTimeZone } from './time-zone.ts';

@Injectable()
export class SitesService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  async create(
    { organisationId }: PersonPrincipal,
    input: z.output<typeof newSiteSchema>,
  ): Promise<Site> {
    requireTimeZone(input.time_zone);
    const id = newUuid();
    const ca = await makeSiteCa(idFromUuid('site', id), new Date());
    const place = { organisationId, table: 'site_ca', id };
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.sites.insert(
        tx,
        {
          organisationId,
          id,
          name: input.name,
          latitude: input.latitude,
          longitude: input.longitude,
          timeZone: input.time_zone,
          foundingCoordinators: input.founding_coordinators,
        },
        { certificate: ca.certificate, sealedPrivateKey: this.sealing.seal(ca.privateKey, place) },
      );
      const made = await this.show(
        tx,
        organisationId,
        await this.sites.get(tx, organisationId, id),
      );
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: made.id },
        after: input,
      });
      return made;
    });
  }

  list({ organisationId }: PersonPrincipal, query: SiteListQuery): Promise<Page<Site>> {
    const { state, q } = query;
    const bound = `sites ${state} ${q ?? ''}`;
    const after = pageStart(query, bound);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const limit = query.page_size + 1;
      const found = await this.sites.list(tx, organisationId, { state, q, after, limit });
      const { rows, nextPageToken } = toPage(found, query, bound);
      const items = await this.showAll(tx, organisationId, rows);
      return { items, next_page_token: nextPageToken };
    });
  }

  /** Throws `SiteNotFound`. */
  get({ organisationId }: PersonPrincipal, id: string): Promise<Site> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const site = await this.sites.get(tx, organisationId, uuidFromId('site', id));
      return this.show(tx, organisationId, site);
    });
  }

  /**
   * Changes name, notes or place. Where the place is another one, its workers get another version of
   * their configuration, since their schedules follow the sun. Throws `SiteNotFound`, `ChangedMeanwhile`,
   * `SiteArchived` or `InvalidRequest`.
   */
  async change(
    { organisationId }: PersonPrincipal,
    siteId: string,
    change: SiteChange,
    seen: SeenRevision,
  ): Promise<Site> {
    if (change.time_zone !== undefined) requireTimeZone(change.time_zone);
    const id = uuidFromId('site', siteId);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const before = await this.sites.lock(tx, organisationId, id);
      seen.check(before.revision);
      if (before.archivedAt !== null) throw new SiteArchived();
      await this.sites.change(tx, organisationId, id, {
        name: change.name ?? before.name,
        notes: change.notes ?? before.notes,
        latitude: change.latitude ?? before.latitude,
        longitude: change.longitude ?? before.longitude,
        timeZone: change.time_zone ?? before.timeZone,
      });
      const after = await this.sites.get(tx, organisationId, id);
      if (isElsewhere(before, after)) await this.sites.touchConfigurations(tx, organisationId, id);
      await this.sites.touchManifest(tx, organisationId, id);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'site', id: siteId },
        before: toAudited(before),
        after: toAudited(after),
      });
      return this.show(tx, organisationId, after);
    });
  }

  async show(tx: EntityManager, organisationId: string, site: SiteRow): Promise<Site> {
    const [shown] = await this.showAll(tx, organisationId, [site]);
    return shown as Site;
  }

  private async showAll(
    tx: EntityManager,
    organisationId: string,
    rows: readonly SiteRow[],
  ): Promise<Site[]> {
    const now = new Date();
    const ids = rows.map(({ id }) => id);
    const counts = await this.sites.counts(tx, organisationId, ids, now);
    const coordinators = await this.sites.coordinators(tx, organisationId, ids);
    return rows.map((row) => {
      const leader = coordinators.find(
        ({ siteId, nodeId }) => siteId === row.id && nodeId === row.report?.leaderNodeId,
      );
      const heard = { lastSeenAt: row.reportAt, connected: null };
      return {
        id: idFromUuid('site', row.id),
        name: row.name,
        notes: row.notes,
        revision: row.revision,
        latitude: row.latitude,
        longitude: row.longitude,
        time_zone: row.timeZone,
        presence: presenceOf(heard, now, reportSeconds).presence,
        site_epoch: row.siteEpoch,
        term: row.fenceTerm,
        leader_device_id: leader ? idFromUuid('device', leader.id) : null,
        uplink_backlog_records: row.report?.uplinkBacklogRecords ?? 0,
        devices_total: counts.get(row.id)?.devicesTotal ?? 0,
        devices_online: counts.get(row.id)?.devicesHeardSince ?? 0,
        cameras_total: counts.get(row.id)?.camerasTotal ?? 0,
        last_seen_at: row.reportAt?.toISOString() ?? null,
        archived_at: row.archivedAt?.toISOString() ?? null,
        created_at: row.createdAt.toISOString(),
      };
    });
  }
}

/** Throws `InvalidRequest`. */
function requireTimeZone(name: string): void {
  if (isTimeZone(name)) return;
  throw new InvalidRequest([
    { pointer: '/time_zone', message: 'must be an IANA time zone such as Europe/Zurich' },
  ]);
}

type Place = Pick<SiteRow, 'latitude' | 'longitude' | 'timeZone'>;

function isElsewhere(before: Place, after: Place): boolean {
  const { latitude, longitude, timeZone } = after;
  return (
    before.latitude !== latitude || before.longitude !== longitude || before.timeZone !== timeZone
  );
}

function toAudited({ name, notes, latitude, longitude, timeZone: time_zone }: SiteRow) {
  return { name, notes, latitude, longitude, time_zone };
}
