import { Inject, Injectable } from '@nestjs/common';
import {
  changedDevicesListedMax,
  type ConfigurationChange,
  type ConfigurationDiff,
  type ConfigurationLayer,
  type ConfigurationRollout,
  type ConfigurationVersion,
  type EffectiveConfiguration,
  idFromUuid,
  type SettingsLayer,
  settingsLayerSchema,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { PersonPrincipal } from '../authorisation/index.ts';
import type { Page, PageQuery } from '../paging/page-token.ts';
import { InvalidRequest } from '../problems/index.ts';
import { LockedRangesRepository } from '../locked-ranges/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { type ChangeOptions, ConfigurationChanges } from './configuration-changes.ts';
import { pageOfVersions, toVersion, versionsStart } from './configuration-resources.ts';
import { type ConfigurationTarget, targetIdOf } from './configuration-target.ts';
import { ConfigurationTargets } from './configuration-targets.ts';
import { ConfigurationVersionNotFound } from './configuration.errors.ts';
import { ConfiguredDevices } from './configured-devices.ts';
import { LayersRepository } from './layers.repository.ts';
import { differences, effectiveSettings, leavesOf, originOf } from './settings-merge.ts';
import { toWorkerConfiguration, withLockedRanges } from './worker-configuration.ts';

/** Layers of settings, what follows from them, and how they came to be. */
@Injectable()
export class ConfigurationsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ConfigurationTargets) private readonly targets: ConfigurationTargets,
    @Inject(LayersRepository) private readonly layers: LayersRepository,
    @Inject(ConfiguredDevices) private readonly devices: ConfiguredDevices,
    @Inject(LockedRangesRepository) private readonly lockedRanges: LockedRangesRepository,
    @Inject(ConfigurationChanges) private readonly changes: ConfigurationChanges,
  ) {}

  /** Throws `ConfigurationTargetNotFound`, as everything here does. */
  get(person: PersonPrincipal, id: string): Promise<ConfigurationLayer> {
    return this.within(person, id, async (tx, target) => {
      const { organisationId } = person;
      const layer = await this.layers.find(tx, organisationId, target.targetId);
      const version = layer?.version ?? 0;
      const last = await this.layers.findVersion(tx, organisationId, target.targetId, version);
      return {
        target_id: targetIdOf(target),
        scope: target.scope,
        version,
        settings: layer?.settings ?? {},
        reason: last?.reason ?? null,
        changed_by: last?.changedBy ?? null,
        changed_at: last?.changedAt.toISOString() ?? null,
      };
    });
  }

  effective(person: PersonPrincipal, id: string): Promise<EffectiveConfiguration> {
    return this.within(person, id, async (tx, target) => {
      const { organisationId } = person;
      const set = await this.layers.read(tx, organisationId, [target]);
      const layers = set.at({ organisationId, ...target });
      const settings = effectiveSettings(layers);
      const above = leavesOf(
        effectiveSettings(layers.filter(({ origin }) => origin !== target.scope)),
      );
      return {
        target_id: targetIdOf(target),
        scope: target.scope,
        settings,
        values: [...leavesOf(settings)].map(([path, value]) => ({
          path,
          value,
          origin: originOf(layers, path),
          inherited: above.get(path) ?? null,
        })),
        worker: await this.workerOf(tx, organisationId, target, settings),
      };
    });
  }

  versions(
    person: PersonPrincipal,
    id: string,
    query: PageQuery,
  ): Promise<Page<ConfigurationVersion>> {
    return this.within(person, id, async (tx, { targetId }) => {
      const before = versionsStart(query, targetId);
      const limit = query.page_size + 1;
      const rows = await this.layers.listVersions(tx, person.organisationId, targetId, {
        before,
        limit,
      });
      return pageOfVersions(rows, query, targetId);
    });
  }

  /** Throws `ConfigurationVersionNotFound`. */
  version(person: PersonPrincipal, id: string, version: number): Promise<ConfigurationVersion> {
    return this.within(person, id, async (tx, { targetId }) => {
      const row = await this.layers.findVersion(tx, person.organisationId, targetId, version);
      if (!row) throw new ConfigurationVersionNotFound();
      return toVersion(row);
    });
  }

  /** Version 0 is the empty layer. Throws `ConfigurationVersionNotFound`. */
  diff(
    person: PersonPrincipal,
    id: string,
    { from, to }: { from: number; to: number },
  ): Promise<ConfigurationDiff> {
    return this.within(person, id, async (tx, target) => {
      const settingsOf = (version: number) => this.settingsOf(tx, person, target, version);
      const [before, after] = [await settingsOf(from), await settingsOf(to)];
      return { target_id: targetIdOf(target), from, to, changes: differences(before, after) };
    });
  }

  /** How far the workers are. */
  rollout(person: PersonPrincipal, id: string): Promise<ConfigurationRollout> {
    return this.within(person, id, async (tx, target) => {
      const all = await this.devices.rollout(tx, person.organisationId, target);
      const count = (state: string) => all.filter((one) => one.state === state).length;
      return {
        target_id: targetIdOf(target),
        devices_total: all.length,
        devices_applied: count('applied'),
        devices_waiting: count('waiting'),
        devices_refused: count('refused'),
        devices: all.slice(0, changedDevicesListedMax).map((one) => ({
          device_id: idFromUuid('device', one.id),
          site_id: idFromUuid('site', one.siteId),
          name: one.name,
          state: one.state,
          desired_version: one.desiredVersion,
          reported_version: one.reportedVersion,
          reason: one.reason,
        })),
      };
    });
  }

  /**
   * Replaces a layer, as a new version; a trial only says what would come of it.
   * Throws `NotAllowed`, `ChangedMeanwhile` and `InvalidRequest`.
   */
  change(
    person: PersonPrincipal,
    id: string,
    input: { settings: SettingsLayer; reason: string },
    options: ChangeOptions,
  ): Promise<ConfigurationChange> {
    return this.within(person, id, (tx, target) =>
      this.changes.make(tx, person, target, { ...input, rolledBackTo: null }, options),
    );
  }

  /** A new version that repeats an old one. Throws as `change` does. */
  rollBack(
    person: PersonPrincipal,
    id: string,
    { version, reason }: { version: number; reason: string },
    options: ChangeOptions,
  ): Promise<ConfigurationChange> {
    return this.within(person, id, async (tx, target) => {
      // What was right then may not be any more: the schema moves on.
      const old = settingsLayerSchema.safeParse(await this.settingsOf(tx, person, target, version));
      if (!old.success) throw InvalidRequest.fromIssues(old.error.issues);
      const next = { settings: old.data, reason, rolledBackTo: version };
      return this.changes.make(tx, person, target, next, options);
    });
  }

  private within<Result>(
    person: PersonPrincipal,
    id: string,
    work: (tx: EntityManager, target: ConfigurationTarget) => Promise<Result>,
  ): Promise<Result> {
    const { organisationId } = person;
    return this.tenancy.transaction(organisationId, async (tx) =>
      work(tx, await this.targets.find(tx, organisationId, id)),
    );
  }

  private async settingsOf(
    tx: EntityManager,
    { organisationId }: PersonPrincipal,
    { targetId }: ConfigurationTarget,
    version: number,
  ): Promise<SettingsLayer> {
    if (version === 0) return {};
    const row = await this.layers.findVersion(tx, organisationId, targetId, version);
    if (!row) throw new ConfigurationVersionNotFound();
    return row.settings;
  }

  private async workerOf(
    tx: EntityManager,
    organisationId: string,
    target: ConfigurationTarget,
    settings: EffectiveConfiguration['settings'],
  ): Promise<EffectiveConfiguration['worker']> {
    const { siteId, deviceId } = target;
    if (siteId === null || deviceId === null) return null;
    const [device] = await this.devices.list(tx, organisationId, target);
    if (device?.role !== 'worker') return null;
    const place = await this.targets.place(tx, organisationId, siteId);
    const cameras = await this.devices.cameras(tx, organisationId, target);
    const locked = await this.lockedRanges.ofDevices(tx, organisationId, siteId);
    return withLockedRanges(
      toWorkerConfiguration(place, settings, cameras.get(deviceId) ?? []),
      locked.get(deviceId) ?? [],
    );
  }
}
