import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { idFromUuid, type DesiredConfiguration, type WorkerConfiguration } from '@eyrie/contracts';
import { newUuid } from '../uuid.ts';
import { FakeCloud } from './fake-cloud.ts';
import { FakeLeader } from './fake-leader.ts';
import { TestSiteCa } from '@eyrie/identity/testing';

/** A site of one leader and one worker to be, with its cloud, for tests on real sockets and disks. */
export class TestSite {
  readonly cameraId = idFromUuid('camera', newUuid(Date.now()));
  desired: DesiredConfiguration;
  /** Share of records that get lost between broker and cloud. */
  lossShare = 0;

  private constructor(
    readonly authority: TestSiteCa,
    readonly device: { deviceId: string; siteId: string; organisationId: string },
    readonly cloud: FakeCloud,
    readonly dataFolder: string,
    readonly cloudUrl: string,
  ) {
    this.desired = { version: 1, configuration: this.configuration({}) };
  }

  static async create(): Promise<TestSite> {
    const authority = await TestSiteCa.create();
    const now = Date.now();
    const device = {
      deviceId: idFromUuid('device', newUuid(now)),
      siteId: idFromUuid('site', newUuid(now)),
      organisationId: idFromUuid('organisation', newUuid(now)),
    };
    const cloud = new FakeCloud(authority, device);
    const dataFolder = await mkdtemp(path.join(tmpdir(), 'eyrie-worker-'));
    return new TestSite(authority, device, cloud, dataFolder, await cloud.start());
  }

  async leader(): Promise<FakeLeader> {
    const name = idFromUuid('device', newUuid(Date.now()));
    return new FakeLeader({
      cloud: this.cloud,
      device: this.device,
      tls: await this.authority.issue(name),
      desired: () => this.desired,
      isLost: () => Math.random() < this.lossShare,
    });
  }

  /** One small and fast camera. */
  configuration(changes: Partial<WorkerConfiguration>): WorkerConfiguration {
    return {
      place: { latitude: 47.3, longitude: 11.4, timeZone: 'Europe/Vienna' },
      heartbeatSeconds: 1,
      keepFramesSeconds: 3_600,
      cameras: [
        {
          cameraId: this.cameraId,
          name: 'Test',
          driver: {
            type: 'simulated-sky',
            seed: 'edge-worker',
            widthPx: 320,
            heightPx: 180,
            facingDeg: 180,
            // Noon at the start of the test, so that no frame is black for good reasons.
            timeScale: 30,
            anchorAt: '2026-06-21T10:00:00.000Z',
          },
          schedules: [
            { type: 'interval', name: 'all', enabled: true, priority: 0, intervalSeconds: 1 },
          ],
          thumbnailWidthPx: 64,
          timelapse: null,
        },
      ],
      ...changes,
    };
  }

  async remove(): Promise<void> {
    await this.cloud.stop();
    await rm(this.dataFolder, { recursive: true, force: true });
  }
}
