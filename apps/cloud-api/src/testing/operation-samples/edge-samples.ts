import { randomUUID, sign } from 'node:crypto';
import { onBehalfOfHeader, renewalProofText, uuidFromId } from '@eyrie/contracts';
import type { Operation } from '../../authorisation/operations.ts';
import { newUuid } from '../../database/uuid.ts';
import {
  fence,
  newAssertion,
  newDevice,
  newDeviceKey,
  newEnrolmentProof,
  newProvisioningToken,
  newSite,
} from '../edge.ts';
import { newPicture, siteReport } from '../filled-site.ts';
import { frameRecord, sha256, telemetryRecord } from '../fleet.ts';
import type { OperationSample } from './operation-sample.ts';

const asLeader = fence(1, 1);

/** What devices call; the coordinator does, unless they are open to everybody. */
export const edgeSamples = {
  'edge.enrol': async ({ owner, site }, cloud) => {
    const { secret: token } = await newProvisioningToken(owner, site, 'worker');
    const key = await newDeviceKey();
    const serial = newUuid();
    return {
      body: {
        token,
        certificateRequest: key.certificateRequest,
        hardware: { serial, model: 'Simulated Pi', os: 'test' },
        proof: await newEnrolmentProof(cloud, token, key, { serial }),
      },
    };
  },
  'edge.enrolment.challenge': () => ({}),
  'edge.token': ({ worker }) => ({
    body: {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: newAssertion(worker.enrolment.deviceId, worker.key.privateKey),
    },
  }),
  'edge.certificate.renew': async ({ owner, site }, cloud) => {
    // One made for it: each device gets only so many in a day.
    const device = await newDevice(cloud, owner, site, 'coordinator');
    const { certificateRequest } = await newDeviceKey();
    const text = renewalProofText(device.enrolment.deviceId, certificateRequest);
    const proof = sign('sha256', Buffer.from(text), {
      key: device.key.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return { device, body: { certificateRequest, proof: proof.toString('base64url') } };
  },
  'edge.certificate.trust': () => ({ body: { authorities: ['a'.repeat(64)], serial: '1f' } }),
  'edge.site.read': () => ({}),
  'edge.site.report': ({ coordinator, worker }) => ({
    headers: asLeader,
    body: { ...siteReport(coordinator, worker, 'as before'), clones: [] },
  }),
  'edge.site.founding': () => ({ body: { siteEpoch: 1, card: randomUUID() } }),
  'edge.site.recovery': async ({ owner, worker }, cloud) => {
    // Of a site that nobody leads.
    const device = await newDevice(cloud, owner, await newSite(owner), 'coordinator');
    const lostDeviceIds = [worker.enrolment.deviceId];
    return { device, body: { fromEpoch: 1, card: randomUUID(), lastIndex: 40, lostDeviceIds } };
  },
  'edge.commands.read': () => ({ headers: asLeader, query: { after: '0', wait_seconds: '0' } }),
  'edge.commands.judge': ({ commandId }) => ({
    headers: asLeader,
    body: { verdicts: [{ commandId, refusal: null }] },
  }),
  'edge.records.write': ({ worker, cameraId }) => {
    const { deviceId } = worker.enrolment;
    const bootEpoch = randomUUID();
    const camera = { cameraId: uuidFromId('camera', cameraId) };
    return {
      headers: asLeader,
      body: {
        records: [
          { deviceId, record: telemetryRecord({ bootEpoch, sequence: 1 }) },
          { deviceId, record: frameRecord({ bootEpoch, sequence: 2 }, camera) },
        ],
      },
    };
  },
  'edge.blobs.write': async ({ worker }) => {
    const bytes = await newPicture();
    return {
      path: { sha256: sha256(bytes) },
      headers: {
        ...asLeader,
        'content-type': 'image/jpeg',
        [onBehalfOfHeader]: worker.enrolment.deviceId,
      },
      bytes,
    };
  },
  'edge.blobs.read': ({ blob }) => ({ path: { sha256: blob } }),
} satisfies Partial<Record<Operation, OperationSample>>;
