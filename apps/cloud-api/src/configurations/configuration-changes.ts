import { Inject, Injectable } from '@nestjs/common';
import {
  changedDevicesListedMax,
  type ConfigurationChange,
  idFromUuid,
  type SettingsLayer,
  streamEventTypes,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { Audit } from '../audit/index.ts';
import { NotAllowed, type PersonPrincipal } from '../authorisation/index.ts';
import { accessOf, permits } from '../authorisation/operations.ts';
import { EventLog } from '../event-log/index.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { type ConfigurationPlan, planChange } from './configuration-plan.ts';
import { type ConfigurationTarget, targetIdOf } from './configuration-target.ts';
import { ConfiguredDevices } from './configured-devices.ts';
import { LayersRepository } from './layers.repository.ts';
import { differences } from './settings-merge.ts';

export interface NextLayer {
  readonly settings: SettingsLayer;
  readonly reason: string;
  readonly rolledBackTo: number | null;
}

export interface ChangeOptions {
  /** The version that the caller has seen; null: any. */
  readonly seen: SeenRevision | null;
  readonly isTrial: boolean;
}

/** Changes layers, and whatever follows from it for sites and devices, as one step. */
@Injectable()
export class ConfigurationChanges {
  constructor(
    @Inject(LayersRepository) private readonly layers: LayersRepository,
    @Inject(ConfiguredDevices) private readonly devices: ConfiguredDevices,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  async make(
    tx: EntityManager,
    person: PersonPrincipal,
    target: ConfigurationTarget,
    next: NextLayer,
    { seen, isTrial }: ChangeOptions,
  ): Promise<ConfigurationChange> {
    const { organisationId } = person;
    refuseStrangers(person, target);
    const layer = isTrial
      ? ((await this.layers.find(tx, organisationId, target.targetId)) ?? {
          version: 0,
          settings: {},
        })
      : await this.layers.lock(tx, organisationId, target);
    seen?.check(layer.version);
    if (!isTrial) await this.devices.lockSites(tx, organisationId, target);
    const devices = await this.devices.list(tx, organisationId, target);
    const before = await this.layers.read(tx, organisationId, [
      target,
      ...devices.map(({ id, siteId }) => ({ siteId, deviceId: id })),
    ]);
    const plan = planChange({
      organisationId,
      devices,
      cameras: await this.devices.cameras(tx, organisationId, target),
      before,
      after: before.with(target.targetId, next.settings),
    });
    let version = layer.version;
    if (!isTrial) {
      refuseIfImpossible(plan);
      if ('organisationId' in layer) {
        version = await this.layers.write(tx, layer, {
          ...next,
          changedBy: person.name,
          changedByUserId: person.userId,
        });
      }
      await this.follow(tx, person, target, { layer, next, version, plan });
    }
    return {
      target_id: targetIdOf(target),
      dry_run: isTrial,
      version,
      changes: differences(layer.settings, next.settings),
      devices_total: devices.length,
      ...toOutcome(plan),
    };
  }

  /** The devices, the event for whoever looks on, and the audit log. */
  private async follow(
    tx: EntityManager,
    { organisationId }: PersonPrincipal,
    target: ConfigurationTarget,
    {
      layer,
      next,
      version,
      plan,
    }: {
      layer: { settings: SettingsLayer };
      next: NextLayer;
      version: number;
      plan: ConfigurationPlan;
    },
  ): Promise<void> {
    const workers = plan.changed.filter(({ device }) => device.role === 'worker');
    await this.devices.touch(
      tx,
      organisationId,
      workers.map(({ device: { id }, settings }) => ({
        id,
        heartbeatSeconds: settings.telemetry.heartbeat_seconds,
      })),
      [...new Set(plan.changed.map(({ device }) => device.siteId))],
    );
    await this.audit.record(tx, organisationId, {
      object: { kind: 'configuration', id: targetIdOf(target) },
      before: layer.settings,
      after: next.settings,
    });
    await this.eventLog.append(tx, organisationId, [
      {
        type: streamEventTypes.configurationChanged,
        siteId: target.siteId,
        deviceId: target.deviceId,
        data: {
          target_id: targetIdOf(target),
          version,
          reason: next.reason,
          devices_changed: plan.changed.length,
        },
      },
    ]);
  }
}

/** The organisation's layer is for fewer people than those of a site; the table says for whom. */
function refuseStrangers(person: PersonPrincipal, { scope }: ConfigurationTarget): void {
  if (scope !== 'organisation') return;
  const operation = 'configurations.change-organisation';
  if (!permits(accessOf(operation), person)) throw new NotAllowed(operation);
}

function refuseIfImpossible({ refusals }: ConfigurationPlan): void {
  if (refusals.length === 0) return;
  throw new InvalidRequest(
    refusals.slice(0, 50).map(({ path, message }) => ({ pointer: `/settings${path}`, message })),
  );
}

function toOutcome({
  changed,
  refusals,
}: ConfigurationPlan): Pick<
  ConfigurationChange,
  'devices_changed' | 'cameras_restarted' | 'devices' | 'refusals'
> {
  return {
    devices_changed: changed.length,
    cameras_restarted: changed.reduce((sum, { camerasRestarted }) => sum + camerasRestarted, 0),
    devices: changed.slice(0, changedDevicesListedMax).map(({ device, changes }) => ({
      device_id: idFromUuid('device', device.id),
      site_id: idFromUuid('site', device.siteId),
      name: device.name,
      changes: [...changes],
    })),
    refusals: refusals.slice(0, changedDevicesListedMax).map((refusal) => ({
      path: refusal.path,
      message: refusal.message,
      device_id: idFromUuid('device', refusal.deviceId),
      camera_id: refusal.cameraId,
    })),
  };
}
