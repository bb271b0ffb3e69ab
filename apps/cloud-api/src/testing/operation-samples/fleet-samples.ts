import type { Operation } from '../../authorisation/operations.ts';
import { newDevice, newSite } from '../edge.ts';
import { expectAnswer } from '../expect-answer.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';
import { cameraConfiguration } from '../filled-site.ts';
import type { TestApp } from '../app.ts';
import type { OperationSample } from './operation-sample.ts';

async function newWorker({ owner, site }: FilledOrganisation, cloud: TestApp): Promise<string> {
  return (await newDevice(cloud, owner, site, 'worker')).enrolment.deviceId;
}

async function newCamera(organisation: FilledOrganisation, cloud: TestApp): Promise<string> {
  const device_id = await newWorker(organisation, cloud);
  const body = { device_id, configuration: cameraConfiguration('spare') };
  const made = await expectAnswer(organisation.owner, '/v1/cameras', { method: 'POST', body });
  return (made as { id: string }).id;
}

function putAway(owner: FilledOrganisation['owner'], path: string): Promise<unknown> {
  return expectAnswer(owner, path, { method: 'DELETE', headers: { 'if-match': '*' } });
}

/** The target of a configuration, with the tag of its present version. */
async function presentVersion({ owner, site }: FilledOrganisation) {
  const { version } = (await expectAnswer(owner, `/v1/configurations/${site.id}`)) as {
    version: number;
  };
  return { path: { target: site.id }, headers: { 'if-match': `"${version}"` } };
}

/** Sites, devices, cameras, commands, configurations. */
export const fleetSamples = {
  'sites.create': () => ({
    body: {
      name: 'Gornergrat',
      latitude: 45.98,
      longitude: 7.78,
      time_zone: 'Europe/Zurich',
      founding_coordinators: 1,
    },
  }),
  'sites.list': () => ({ query: { page_size: '1', q: 'A', state: 'active' } }),
  'sites.read': ({ site }) => ({ path: { id: site.id } }),
  'sites.change': ({ otherSite }) => ({
    path: { id: otherSite.id },
    headers: { 'if-match': '*' },
    body: { notes: 'The key is at the inn.' },
  }),
  'sites.archive': async ({ owner }) => ({
    path: { id: (await newSite(owner)).id },
    headers: { 'if-match': '*' },
    query: { decommission_devices: 'true' },
  }),
  'sites.restore': async ({ owner }) => {
    const { id } = await newSite(owner);
    await putAway(owner, `/v1/sites/${id}`);
    return { path: { id }, headers: { 'if-match': '*' } };
  },
  'sites.ca-rotation.read': ({ site }) => ({ path: { id: site.id } }),
  'sites.ca-rotation.start': async ({ owner }) => ({
    path: { id: (await newSite(owner)).id },
    body: { reason: 'once a year' },
  }),
  'sites.ca-rotation.proceed': async ({ owner }) => {
    const { id } = await newSite(owner);
    await expectAnswer(owner, `/v1/sites/${id}/ca-rotation`, { method: 'POST', body: {} });
    return { path: { id } };
  },
  'devices.list': ({ site }) => ({ query: { page_size: '1', site_id: site.id } }),
  'devices.counts': ({ site }) => ({ query: { site_id: site.id, q: 'a' } }),
  'devices.read': ({ worker }) => ({ path: { id: worker.enrolment.deviceId } }),
  'devices.history': ({ worker }) => ({
    path: { id: worker.enrolment.deviceId },
    query: { hours: '24' },
  }),
  'devices.readings': ({ worker }) => ({
    path: { id: worker.enrolment.deviceId },
    query: { hours: '24' },
  }),
  'devices.change': async (organisation, cloud) => ({
    path: { id: await newWorker(organisation, cloud) },
    headers: { 'if-match': '*' },
    body: { name: 'south mast' },
  }),
  'devices.revoke': async (organisation, cloud) => ({
    path: { id: await newWorker(organisation, cloud) },
    body: { reason: 'stolen' },
  }),
  'devices.decommission': async (organisation, cloud) => ({
    path: { id: await newWorker(organisation, cloud) },
    body: {},
  }),
  'cameras.create': async (organisation, cloud) => ({
    body: {
      device_id: await newWorker(organisation, cloud),
      configuration: cameraConfiguration('east'),
    },
  }),
  'cameras.change': ({ cameraId }) => ({
    path: { id: cameraId },
    headers: { 'if-match': '*' },
    body: { configuration: { quality: 80 } },
  }),
  'cameras.list': ({ site, worker }) => ({
    query: { page_size: '1', site_id: site.id, device_id: worker.enrolment.deviceId },
  }),
  'cameras.read': ({ cameraId }) => ({ path: { id: cameraId } }),

  'cameras.archive': async (organisation, cloud) => ({
    path: { id: await newCamera(organisation, cloud) },
    headers: { 'if-match': '*' },
  }),
  'cameras.restore': async (organisation, cloud) => {
    const id = await newCamera(organisation, cloud);
    await putAway(organisation.owner, `/v1/cameras/${id}`);
    return { path: { id }, headers: { 'if-match': '*' } };
  },

  'commands.create': async (organisation, cloud) => {
    const device_id = await newWorker(organisation, cloud);
    const configuration = cameraConfiguration('west');
    const camera = (await expectAnswer(organisation.owner, '/v1/cameras', {
      method: 'POST',
      body: { device_id, configuration },
    })) as { id: string };
    return {
      path: { id: device_id },
      body: { type: 'capture', parameters: { camera_id: camera.id } },
    };
  },
  'commands.list': ({ worker }) => ({
    path: { id: worker.enrolment.deviceId },
    query: { page_size: '1' },
  }),
  'commands.read': ({ commandId }) => ({ path: { id: commandId } }),
  'commands.file': ({ commandId }) => ({ path: { id: commandId } }),

  'bulk.commands': async (organisation, cloud) => ({
    body: { device_ids: [await newWorker(organisation, cloud)], command: { type: 'self_test' } },
  }),
  'bulk.revoke': async (organisation, cloud) => ({
    body: { device_ids: [await newWorker(organisation, cloud)], reason: 'stolen' },
  }),
  'bulk.decommission': async (organisation, cloud) => ({
    body: { device_ids: [await newWorker(organisation, cloud)] },
  }),

  'configurations.schema': () => ({}),
  'configurations.read': ({ site }) => ({ path: { target: site.id } }),
  'configurations.effective': ({ worker }) => ({ path: { target: worker.enrolment.deviceId } }),
  'configurations.rollout': ({ site }) => ({ path: { target: site.id } }),
  'configurations.versions': ({ site }) => ({
    path: { target: site.id },
    query: { page_size: '1' },
  }),
  'configurations.version': ({ site }) => ({ path: { target: site.id, version: '1' } }),
  'configurations.diff': ({ site }) => ({
    path: { target: site.id },
    query: { from: '0', to: '1' },
  }),
  'configurations.change': async (organisation) => ({
    ...(await presentVersion(organisation)),
    body: { settings: { capture: { quality: 70 } }, reason: 'smaller' },
  }),
  'configurations.rollback': async (organisation) => ({
    ...(await presentVersion(organisation)),
    body: { version: 1, reason: 'back' },
  }),
} satisfies Partial<Record<Operation, OperationSample>>;
