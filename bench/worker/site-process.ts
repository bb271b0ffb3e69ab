import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { framesToLearn, validateFrame } from '@eyrie/camera';
import {
  cameraConfigurationSchema,
  type CameraConfiguration,
  type WorkerConfiguration,
} from '@eyrie/contracts';
import { TestCommandSigner } from '@eyrie/identity/testing';
import sharp from 'sharp';
import { SceneFiles, sceneKeyOf } from '../../apps/edge-worker/src/capture/scene-files.ts';
import type { FakeLeader } from '../../apps/edge-worker/src/testing/fake-leader.ts';
import { TestSite } from '../../apps/edge-worker/src/testing/test-site.ts';
import { answerRequests } from '../harness/node-child.ts';
import type { Guest } from './bare-delivery.ts';

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

export interface LearnOrder {
  readonly camera: CameraConfiguration;
  /** Of the pictures that it gives. */
  readonly folder: string;
}

/** By night nobody judges what is on a lens, and a frame would cost less than it does by day. */
function whereItIsNoon(): WorkerConfiguration['place'] {
  const hours = (Date.now() / 3_600_000) % 24;
  return { latitude: 0, longitude: (12 - hours) * 15, timeZone: 'UTC' };
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
      place: whereItIsNoon(),
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
  /** Lets somebody who is not the worker speak in its name. */
  guest: async (): Promise<Guest> => {
    const { siteId, deviceId } = opened(site).device;
    const { mqttPort, relayPort } = opened(leader);
    const identity = await opened(site).authority.issue(deviceId);
    return { siteId, deviceId, identity, mqttPort, relayPort };
  },
  /** What the camera sees becomes known, as after four hours of its pictures: lenses are judged by it. */
  learn: async ({ camera, folder }: LearnOrder): Promise<void> => {
    const scenes = new SceneFiles(path.join(opened(site).dataFolder, 'scenes'));
    const { cameraId, driver } = cameraConfigurationSchema.parse(camera);
    const pictures = (await readdir(folder)).sort();
    for (let frame = 0; frame < framesToLearn; frame += 1) {
      const name = pictures[frame % pictures.length] ?? '';
      const jpeg = await readFile(path.join(folder, name));
      const { width, height } = await sharp(jpeg).metadata();
      const check = await validateFrame(jpeg, { width, height });
      if (!check.ok) throw new Error(check.detail);
      const at = Date.now() - (framesToLearn - frame) * 3_600_000;
      await scenes.learn(cameraId, sceneKeyOf(driver, width, height), check, at);
    }
  },
  /** Frames of which a record arrived, and those of them whose lens was judged. */
  judged: (): { frames: number; judged: number } => {
    const frames = opened(site)
      .cloud.all()
      .filter((record) => record.kind === 'frame');
    return {
      frames: frames.length,
      judged: frames.filter(({ body }) => body.details?.lens).length,
    };
  },
  close: () => opened(site).remove(),
});
