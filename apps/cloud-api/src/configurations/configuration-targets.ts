import { Inject, Injectable } from '@nestjs/common';
import type { Place } from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import { DevicesRepository } from '../devices/index.ts';
import { SitesRepository } from '../sites/index.ts';
import { type ConfigurationTarget, readTargetId } from './configuration-target.ts';
import { ConfigurationTargetNotFound } from './configuration.errors.ts';

/** Finds what an id names, within what the caller may see. */
@Injectable()
export class ConfigurationTargets {
  constructor(
    @Inject(SitesRepository) private readonly sites: SitesRepository,
    @Inject(DevicesRepository) private readonly devices: DevicesRepository,
  ) {}

  /** Throws `ConfigurationTargetNotFound`: foreign and unknown ids alike. */
  async find(tx: EntityManager, organisationId: string, id: string): Promise<ConfigurationTarget> {
    const { scope, uuid } = readTargetId(id);
    switch (scope) {
      case 'organisation': {
        if (uuid !== organisationId) throw new ConfigurationTargetNotFound();
        return { scope, targetId: uuid, siteId: null, deviceId: null };
      }
      case 'site': {
        const site = await this.sites.find(tx, organisationId, uuid);
        if (!site) throw new ConfigurationTargetNotFound();
        return { scope, targetId: uuid, siteId: uuid, deviceId: null };
      }
      case 'device': {
        const device = await this.devices.find(tx, organisationId, uuid);
        if (!device) throw new ConfigurationTargetNotFound();
        return { scope, targetId: uuid, siteId: device.siteId, deviceId: uuid };
      }
    }
  }

  async place(tx: EntityManager, organisationId: string, siteId: string): Promise<Place> {
    const { latitude, longitude, timeZone } = await this.sites.get(tx, organisationId, siteId);
    return { latitude, longitude, timeZone };
  }
}
