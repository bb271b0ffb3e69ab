import type { DeviceRole } from '@eyrie/contracts';
import { Client } from 'pg';
import { BenchCloud, type Replica } from '../harness/bench-cloud.ts';
import type { BenchContext } from '../harness/bench.ts';
import { freePorts } from '../harness/wait.ts';
import type { CameraTold } from './slot-account.ts';

interface Device {
  readonly id: string;
  readonly name: string;
  readonly role: DeviceRole;
  readonly presence: string;
}

/** The cloud before the rack, and the person who sets it up. */
export class CloudSide {
  private constructor(
    private readonly cloud: BenchCloud,
    private readonly replica: Replica,
    private readonly cookie: string,
    readonly opsUrl: string,
  ) {}

  /** With the limits that an installation has of itself. */
  static async start(context: BenchContext): Promise<CloudSide> {
    const cloud = await BenchCloud.start(context);
    const [opsPort = 0] = await freePorts(1);
    const replica = await cloud.replica({
      EYRIE_OPS_PORT: String(opsPort),
      EYRIE_RECORDS_PER_SECOND_SITE: '5000',
      EYRIE_TRUSTED_PROXIES: '0',
    });
    const cookie = await cloud.logIn(replica);
    return new CloudSide(cloud, replica, cookie, `http://127.0.0.1:${opsPort}`);
  }

  get url(): string {
    return this.replica.url;
  }

  async newSite(founders: number): Promise<string> {
    const site = await this.ask<{ id: string }>('POST', '/v1/sites', {
      name: 'Rack',
      latitude: 47.25,
      longitude: 9.34,
      time_zone: 'Europe/Zurich',
      founding_coordinators: founders,
    });
    return site.id;
  }

  async newClaim(siteId: string, role: DeviceRole, name: string): Promise<string> {
    const body = { site_id: siteId, role, device_name: name };
    return (await this.ask<{ secret: string }>('POST', '/v1/provisioning-tokens', body)).secret;
  }

  async devices(): Promise<Device[]> {
    return (await this.ask<{ items: Device[] }>('GET', '/v1/devices?page_size=200')).items;
  }

  async newCamera(device: { id: string; name: string }, intervalSeconds: number): Promise<void> {
    await this.ask('POST', '/v1/cameras', {
      device_id: device.id,
      configuration: {
        name: `Camera of ${device.name}`,
        driver: {
          type: 'simulated-sky',
          seed: device.name,
          widthPx: 320,
          heightPx: 180,
          facingDeg: 120,
          timeScale: 600,
          anchorAt: '2026-06-21T02:00:00.000Z',
        },
        schedules: [{ name: 'always', type: 'interval', intervalSeconds }],
        thumbnailWidthPx: 160,
      },
    });
  }

  /** All that was told of slots, by camera. */
  async told(): Promise<CameraTold[]> {
    const frames = await this.rows<{ camera: string; slot: string }>(
      `SELECT camera_id::text AS camera, extract(epoch FROM slot_at) * 1000 AS slot FROM frame`,
    );
    const misses = await this.rows<{
      camera: string;
      data: { slot_at: string; until: string; slots: number; reason: string };
    }>(`SELECT camera_id::text AS camera, data FROM stream_event WHERE type = 'capture.missed'`);
    const cameras = new Set([...frames, ...misses].map(({ camera }) => camera));
    return [...cameras].map((camera) => ({
      camera,
      frameSlotsMs: frames.filter((one) => one.camera === camera).map(({ slot }) => Number(slot)),
      misses: misses
        .filter((one) => one.camera === camera)
        .map(({ data }) => ({
          fromMs: Date.parse(data.slot_at),
          untilMs: Date.parse(data.until),
          slots: data.slots,
          reason: data.reason,
        })),
    }));
  }

  private async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', origin: this.url, cookie: this.cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Answer;
  }

  private async rows<Row extends object>(sql: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.cloud.postgres.url });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }
}
