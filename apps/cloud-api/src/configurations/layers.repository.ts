import { Injectable } from '@nestjs/common';
import type { SettingsLayer } from '@eyrie/contracts';
import { type EntityManager, LessThan } from 'typeorm';
import { ConfigurationLayerRow, ConfigurationVersionRow } from './configuration-layer.entity.ts';
import type { ConfigurationTarget } from './configuration-target.ts';
import type { OriginedLayer } from './settings-merge.ts';

/** Where a layer applies. Null: above sites, above devices. Ids are UUIDs. */
export interface LayeredPlace {
  readonly organisationId: string;
  readonly siteId: string | null;
  readonly deviceId: string | null;
}

/** The layers as they are, or as they would be. */
export class LayerSet {
  constructor(private readonly settingsByTarget: ReadonlyMap<string, SettingsLayer>) {}

  /** From above to below; what says nothing is left out. */
  at({ organisationId, siteId, deviceId }: LayeredPlace): OriginedLayer[] {
    const found: OriginedLayer[] = [];
    const add = (origin: OriginedLayer['origin'], id: string | null): void => {
      const settings = id === null ? undefined : this.settingsByTarget.get(id);
      if (settings) found.push({ origin, settings });
    };
    add('organisation', organisationId);
    add('site', siteId);
    add('device', deviceId);
    return found;
  }

  with(targetId: string, settings: SettingsLayer): LayerSet {
    return new LayerSet(new Map([...this.settingsByTarget, [targetId, settings]]));
  }
}

/** All SQL about layers and their versions. */
@Injectable()
export class LayersRepository {
  /** The layers that matter to these places. */
  async read(
    tx: EntityManager,
    organisationId: string,
    places: readonly { siteId: string | null; deviceId: string | null }[],
  ): Promise<LayerSet> {
    const ids = new Set<string>([organisationId]);
    for (const { siteId, deviceId } of places) {
      if (siteId !== null) ids.add(siteId);
      if (deviceId !== null) ids.add(deviceId);
    }
    const rows = await tx.query<{ targetId: string; settings: SettingsLayer }[]>(
      `SELECT target_id AS "targetId", settings FROM configuration_layer
       WHERE organisation_id = $1 AND target_id = ANY ($2) AND version > 0`,
      [organisationId, [...ids]],
    );
    return new LayerSet(new Map(rows.map(({ targetId, settings }) => [targetId, settings])));
  }

  /** Null: nothing was ever set there. */
  find(
    tx: EntityManager,
    organisationId: string,
    targetId: string,
  ): Promise<ConfigurationLayerRow | null> {
    return tx.findOneBy(ConfigurationLayerRow, { organisationId, targetId });
  }

  /** The layer, made where there was none; nobody else changes it until the transaction ends. */
  async lock(
    tx: EntityManager,
    organisationId: string,
    { targetId, scope, siteId, deviceId }: ConfigurationTarget,
  ): Promise<ConfigurationLayerRow> {
    await tx
      .createQueryBuilder()
      .insert()
      .into(ConfigurationLayerRow)
      .values({ organisationId, targetId, scope, siteId, deviceId })
      .orIgnore()
      .execute();
    return tx.findOneOrFail(ConfigurationLayerRow, {
      where: { organisationId, targetId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The next version of a layer that the caller has locked. */
  async write(
    tx: EntityManager,
    layer: ConfigurationLayerRow,
    next: Pick<
      ConfigurationVersionRow,
      'settings' | 'reason' | 'rolledBackTo' | 'changedBy' | 'changedByUserId'
    >,
  ): Promise<number> {
    const { organisationId, targetId, siteId } = layer;
    const version = layer.version + 1;
    await tx.update(
      ConfigurationLayerRow,
      { organisationId, targetId },
      { version, settings: next.settings },
    );
    await tx.insert(ConfigurationVersionRow, {
      organisationId,
      targetId,
      siteId,
      version,
      ...next,
    });
    return version;
  }

  findVersion(
    tx: EntityManager,
    organisationId: string,
    targetId: string,
    version: number,
  ): Promise<ConfigurationVersionRow | null> {
    return tx.findOneBy(ConfigurationVersionRow, { organisationId, targetId, version });
  }

  /** Newest first. */
  listVersions(
    tx: EntityManager,
    organisationId: string,
    targetId: string,
    page: { before: number | null; limit: number },
  ): Promise<ConfigurationVersionRow[]> {
    return tx.find(ConfigurationVersionRow, {
      where: {
        organisationId,
        targetId,
        ...(page.before === null ? {} : { version: LessThan(page.before) }),
      },
      order: { version: 'DESC' },
      take: page.limit,
    });
  }
}
