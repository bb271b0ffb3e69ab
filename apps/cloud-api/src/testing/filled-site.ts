import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import {
  commandReportType,
  idFromUuid,
  onBehalfOfHeader,
  type Site,
  uuidFromId,
} from '@eyrie/contracts';
import sharp from 'sharp';
import { newUuid } from '../database/uuid.ts';
import type { TestApp, TestPerson } from './app.ts';
import { fence, newDevice, type TestDevice } from './edge.ts';
import { expectAnswer } from './expect-answer.ts';
import {
  eventRecord,
  frameRecord,
  reference,
  sha256,
  telemetryRecord,
  timelapseRecord,
} from './fleet.ts';

export const cameraConfiguration = (name: string) => ({
  name,
  driver: { type: 'simulated-sky', seed: 'a', anchorAt: '2026-06-01T00:00:00.000Z' },
  schedules: [{ type: 'interval', name: 'always', intervalSeconds: 5 }],
  timelapse: null,
});

/** A coordinator, a worker and a camera at the site, and one of everything that they make. */
export async function fillSite(cloud: TestApp, owner: TestPerson, site: Site, word: string) {
  const coordinator = await newDevice(cloud, owner, site, 'coordinator', `${word} tower`);
  const worker = await newDevice(cloud, owner, site, 'worker', `${word} lens`);
  const { deviceId } = worker.enrolment;
  const camera = (await expectAnswer(owner, '/v1/cameras', {
    method: 'POST',
    body: { device_id: deviceId, configuration: cameraConfiguration(`${word} south`) },
  })) as { id: string };
  const asLeader = leaderOf(coordinator);
  await expectAnswer(asLeader, '/edge/v1/site/report', {
    method: 'POST',
    body: siteReport(coordinator, worker, `${word} reason`),
  });
  const [image, thumbnail, poster] = [await newPicture(), await newPicture(), await newPicture()];
  const video = newVideo();
  const log = gzipSync(`{"event":"${word}"}\n`);
  const command = (await expectAnswer(owner, `/v1/devices/${deviceId}/commands`, {
    method: 'POST',
    body: { type: 'log_tail' },
  })) as { id: string };
  const bootEpoch = randomUUID();
  const frame = frameRecord(
    { bootEpoch, sequence: 1 },
    { cameraId: uuidFromId('camera', camera.id) },
    { image: reference(image, 'image/jpeg'), thumbnail: reference(thumbnail, 'image/jpeg') },
  );
  const timelapseId = idFromUuid('timelapse', newUuid());
  const report = {
    commandId: command.id,
    state: 'succeeded',
    percent: null,
    message: `${word} done`,
    refusal: null,
    result: { note: word },
    file: reference(log, 'application/gzip'),
  };
  const values = { temperature_c: 12.5 };
  const reading = { sensor: 'roof', quality: 'good', values, rejected: [] };
  await sendRecords(coordinator, deviceId, [
    frame,
    telemetryRecord({ bootEpoch, sequence: 2 }, { version: word }),
    eventRecord({ bootEpoch, sequence: 3 }, { data: { text: word } }),
    timelapseRecord(
      { bootEpoch, sequence: 4 },
      { timelapseId, cameraId: camera.id },
      { video: reference(video, 'video/mp4'), poster: reference(poster, 'image/jpeg') },
    ),
    eventRecord({ bootEpoch, sequence: 5 }, { type: commandReportType, data: report }),
    // Refused, and kept as such.
    { ...telemetryRecord({ bootEpoch, sequence: 6 }), body: { cpuPercent: word } },
    eventRecord({ bootEpoch, sequence: 7 }, { type: 'environmental.update', data: reading }),
  ]);
  for (const [bytes, type] of [
    [image, 'image/jpeg'],
    [thumbnail, 'image/jpeg'],
    [poster, 'image/jpeg'],
    [video, 'video/mp4'],
    [log, 'application/gzip'],
  ] as const) {
    await putBlob(cloud, coordinator, deviceId, bytes, type);
  }
  await expectAnswer(owner, `/v1/frames/${frame.body.frameId}/pin`, { method: 'PUT' });
  return {
    coordinator,
    worker,
    cameraId: camera.id,
    frameId: frame.body.frameId,
    timelapseId,
    commandId: command.id,
    blob: sha256(image),
  };
}

/** A coordinator's requests as the leader of term 1. */
export function leaderOf(coordinator: TestDevice): Pick<TestDevice, 'fetch'> {
  return {
    fetch: (pathname, init = {}) =>
      coordinator.fetch(pathname, { ...init, headers: { ...fence(1, 1), ...init.headers } }),
  };
}

/** Each time another one. */
export function newPicture(): Promise<Buffer> {
  return sharp(randomBytes(48 * 32 * 3), { raw: { width: 48, height: 32, channels: 3 } })
    .jpeg()
    .toBuffer();
}

function newVideo(): Buffer {
  const video = Buffer.alloc(10_000, 1);
  video.writeUInt32BE(24, 0);
  video.write('ftypisom', 4, 'latin1');
  video.write(randomUUID(), 100, 'latin1');
  return video;
}

export function siteReport(coordinator: TestDevice, worker: TestDevice, reason: string) {
  return {
    leaderNodeId: 1,
    term: 1,
    commitIndex: 12,
    version: '0.1.0',
    members: [
      {
        deviceId: coordinator.enrolment.deviceId,
        nodeId: 1,
        role: 'leader',
        reachable: true,
        matchIndex: 12,
      },
    ],
    connected: [worker.enrolment.deviceId],
    reported: [
      {
        deviceId: worker.enrolment.deviceId,
        version: 1,
        desiredVersion: 1,
        applied: false,
        reason,
      },
    ],
    uplinkBacklogRecords: 7,
    at: new Date().toISOString(),
  };
}

async function sendRecords(
  coordinator: TestDevice,
  deviceId: string,
  records: object[],
): Promise<void> {
  await expectAnswer(leaderOf(coordinator), '/edge/v1/records', {
    method: 'POST',
    body: { records: records.map((record) => ({ deviceId, record })) },
  });
}

async function putBlob(
  { url }: TestApp,
  { token }: TestDevice,
  deviceId: string,
  bytes: Buffer,
  type: string,
): Promise<void> {
  const answer = await fetch(`${url}/edge/v1/blobs/${sha256(bytes)}`, {
    method: 'PUT',
    headers: {
      ...fence(1, 1),
      authorization: `Bearer ${token}`,
      'content-type': type,
      [onBehalfOfHeader]: deviceId,
    },
    body: bytes as Uint8Array<ArrayBuffer>,
  });
  if (!answer.ok) throw new Error(await answer.text());
}
