import {
  cameraPageSchema,
  createdProvisioningTokenSchema,
  devicePageSchema,
  problemSchema,
  sitePageSchema,
  siteSchema,
  type Camera,
  type Device,
  type DeviceRole,
  type Site,
} from '@eyrie/contracts';
import { z } from 'zod';
import { CommandFailure } from '../failure.ts';
import type { FleetDefinition } from './fleet-definition.ts';
import type { Login } from './secrets.ts';

type CameraDefinition = FleetDefinition['workers'][number]['cameras'][number];

/** A person's session with the cloud, over the public REST API and nothing else. */
export class CloudSession {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async logIn(url: string, login: Login): Promise<CloudSession> {
    const response = await fetch(`${url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify(login),
    });
    if (!response.ok) throw await failureOf(response, 'log in');
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return new CloudSession(url, cookie);
  }

  async findSite(name: string): Promise<Site | null> {
    const page = await this.get('/v1/sites?page_size=200', sitePageSchema);
    return page.items.find((site) => site.name === name) ?? null;
  }

  createSite({ site, coordinators }: FleetDefinition): Promise<Site> {
    return this.post('/v1/sites', siteSchema, {
      name: site.name,
      latitude: site.place.latitude,
      longitude: site.place.longitude,
      time_zone: site.place.timeZone,
      founding_coordinators: coordinators.length,
    });
  }

  async listDevices(siteId: string): Promise<Device[]> {
    return (await this.get(`/v1/devices?site_id=${siteId}&page_size=200`, devicePageSchema)).items;
  }

  async listCameras(siteId: string): Promise<Camera[]> {
    return (await this.get(`/v1/cameras?site_id=${siteId}&page_size=200`, cameraPageSchema)).items;
  }

  /** A single-use claim for one device; returns its secret. */
  async createClaim(siteId: string, role: DeviceRole, deviceName: string): Promise<string> {
    const token = await this.post('/v1/provisioning-tokens', createdProvisioningTokenSchema, {
      site_id: siteId,
      role,
      device_name: deviceName,
    });
    return token.secret;
  }

  async createCamera(deviceId: string, configuration: CameraDefinition): Promise<void> {
    await this.post('/v1/cameras', z.unknown(), { device_id: deviceId, configuration });
  }

  private get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return this.ask('GET', path, schema);
  }
  private post<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    body: unknown,
  ): Promise<z.output<Schema>> {
    return this.ask('POST', path, schema, body);
  }

  private async ask<Schema extends z.ZodType>(
    method: string,
    path: string,
    schema: Schema,
    body?: unknown,
  ): Promise<z.output<Schema>> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        origin: this.url,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw await failureOf(response, `${method} ${path}`);
    return schema.parse(await response.json());
  }
}

async function failureOf(response: Response, what: string): Promise<CommandFailure> {
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  const why = problem.success
    ? `${problem.data.title} ${problem.data.detail ?? ''} (request ${problem.data.request_id})`
    : `HTTP ${response.status}`;
  return new CommandFailure(`The cloud refused to ${what}: ${why}`);
}
