import type { CameraConfiguration } from '@eyrie/contracts';
import { TestCommandSigner } from '@eyrie/identity/testing';
import type { FakeLeader } from '../../apps/edge-worker/src/testing/fake-leader.ts';
import { TestSite } from '../../apps/edge-worker/src/testing/test-site.ts';
import { answerRequests } from '../harness/node-child.ts';

/** What a worker needs of its site to be one of it. */
export interface SiteFacts {
  readonly dataFolder: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface RenderOrder {
  readonly cameraId: string;
  readonly from: number;
  readonly to: number;
}

let site: TestSite | null = null;
let leader: FakeLeader | null = null;
let signer: TestCommandSigner | null = null;

function opened<Thing>(thing: Thing | null): Thing {
  if (thing === null) throw new Error('The site is not open.');
  return thing;
}

// The cloud and the leading coordinator of a worker: real sockets, TLS and enrolment, nothing kept.
answerRequests({
  open: async (): Promise<SiteFacts> => {
    site = await TestSite.create();
    leader = await site.leader();
    await leader.start();
    signer = await TestCommandSigner.create(site.authority, site.device);
    return {
      dataFolder: site.dataFolder,
      environment: {
        EYRIE_DATA: site.dataFolder,
        PROVISION_URL: site.cloudUrl,
        PROVISION_TOKEN: 'a-token-of-at-least-sixteen',
        EYRIE_STATIC_COORDINATORS: `127.0.0.1:1:${leader.mqttPort}:${leader.relayPort}@1`,
      },
    };
  },
  /** Puts cameras into force; returns the version of the configuration. */
  configure: async (cameras: CameraConfiguration[]): Promise<number> => {
    const { desired } = opened(site);
    const version = desired.version + 1;
    const configuration = opened(site).configuration({
      cameras,
      heartbeatSeconds: 30,
      keepFramesSeconds: 3_600,
    });
    opened(site).desired = { version, configuration };
    await opened(leader).publishDesired();
    return version;
  },
  render: async ({ cameraId, from, to }: RenderOrder): Promise<void> => {
    const parameters = {
      camera_id: cameraId,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    };
    const { deviceId } = opened(site).device;
    await opened(leader).order(opened(signer).sign({ deviceId, type: 'render', parameters }));
  },
  /** The leader goes and does not come back; what the worker has stays with it. */
  leave: () => opened(leader).kill(),
  /** Frames of which a record arrived. */
  frames: (): number =>
    opened(site)
      .cloud.all()
      .filter(({ kind }) => kind === 'frame').length,
  close: () => opened(site).remove(),
});
