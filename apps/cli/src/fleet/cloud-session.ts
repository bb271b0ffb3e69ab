import type { DeviceRole } from '@eyrie/contracts';
import { EyrieProblem, type Camera, type Device, type Eyrie, type Site } from '@eyrie/sdk';
import { clientOf } from '../access/client.ts';
import { openSession } from '../access/session.ts';
import { CommandFailure } from '../failure.ts';
import type { FleetDefinition } from './fleet-definition.ts';
import type { Login } from './secrets.ts';

type CameraDefinition = FleetDefinition['workers'][number]['cameras'][number];
type NewCamera = Parameters<Eyrie['cameras']['create']>[0];

/** A person's session with the cloud, over the public REST API and nothing else. */
export class CloudSession {
  private constructor(private readonly eyrie: Eyrie) {}

  static async logIn(url: string, login: Login): Promise<CloudSession> {
    const { cookie } = await openSession(url, login).catch((error: unknown) => {
      throw error instanceof EyrieProblem
        ? new CommandFailure(`The cloud refused to log in: ${error.message} (${error.code})`)
        : error;
    });
    return new CloudSession(clientOf(url, { kind: 'session', cookie }));
  }

  async findSite(name: string): Promise<Site | null> {
    const sites = await this.eyrie.sites.list({ page_size: 200 }).toArray();
    return sites.find((site) => site.name === name) ?? null;
  }

  createSite({ site, coordinators }: FleetDefinition): Promise<Site> {
    return this.eyrie.sites.create({
      name: site.name,
      latitude: site.place.latitude,
      longitude: site.place.longitude,
      time_zone: site.place.timeZone,
      founding_coordinators: coordinators.length,
    });
  }

  listDevices(siteId: string): Promise<Device[]> {
    return this.eyrie.devices.list({ site_id: siteId, page_size: 200 }).toArray();
  }

  listCameras(siteId: string): Promise<Camera[]> {
    return this.eyrie.cameras.list({ site_id: siteId, page_size: 200 }).toArray();
  }

  /** A single-use claim for one device; returns its secret. */
  async createClaim(siteId: string, role: DeviceRole, deviceName: string): Promise<string> {
    const token = await this.eyrie.provisioning.createToken({
      site_id: siteId,
      role,
      device_name: deviceName,
    });
    return token.secret;
  }

  async createCamera(deviceId: string, configuration: CameraDefinition): Promise<void> {
    // The cloud reads what a definition says with the same schema.
    const body = { device_id: deviceId, configuration } as unknown as NewCamera;
    await this.eyrie.cameras.create(body);
  }
}
