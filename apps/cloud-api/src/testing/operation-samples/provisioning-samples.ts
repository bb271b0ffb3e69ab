import type { Operation } from '../../authorisation/operations.ts';
import type { TestApp } from '../app.ts';
import { newDevice, newProvisioningToken } from '../edge.ts';
import { expectAnswer } from '../expect-answer.ts';
import { type FilledOrganisation, newEnrolmentRequest } from '../filled-organisation.ts';
import type { OperationSample } from './operation-sample.ts';

const waiting = async ({ owner, site }: FilledOrganisation, cloud: TestApp) => ({
  path: { id: await newEnrolmentRequest(cloud, owner, site, 'spare') },
});

/** Tokens, devices that wait for approval, known serials. */
export const provisioningSamples = {
  'provisioning-tokens.create': async ({ owner, site }, cloud) => ({
    body: {
      site_id: site.id,
      role: 'worker',
      device_name: 'spare',
      replaces_device_id: (await newDevice(cloud, owner, site, 'worker')).enrolment.deviceId,
    },
  }),
  'provisioning-tokens.create-claims': ({ site }) => ({
    body: { site_id: site.id, role: 'worker', name_prefix: 'north', count: 3 },
  }),
  'provisioning-tokens.list': () => ({ query: { page_size: '1' } }),
  'provisioning-tokens.delete': async ({ owner, site }) => ({
    path: { id: (await newProvisioningToken(owner, site, 'worker')).id },
  }),
  'enrolment-requests.list': ({ site }) => ({
    query: { page_size: '1', state: 'pending', site_id: site.id },
  }),
  'enrolment-requests.read': ({ enrolmentRequestId }) => ({ path: { id: enrolmentRequestId } }),
  'enrolment-requests.approve': async (organisation, cloud) => ({
    ...(await waiting(organisation, cloud)),
    body: { device_name: 'north' },
  }),
  'enrolment-requests.reject': async (organisation, cloud) => ({
    ...(await waiting(organisation, cloud)),
    body: { reason: 'nobody knows it' },
  }),
  'known-devices.list': ({ site }) => ({ path: { siteId: site.id } }),
  'known-devices.add': ({ site }) => ({
    path: { siteId: site.id },
    body: { items: [{ serial: '100000aa', name: 'north' }] },
  }),
  'known-devices.remove': async ({ owner, site }) => {
    const body = { items: [{ serial: '100000bb' }] };
    await expectAnswer(owner, `/v1/sites/${site.id}/known-devices`, { method: 'POST', body });
    return { path: { siteId: site.id, serial: '100000bb' } };
  },
} satisfies Partial<Record<Operation, OperationSample>>;
