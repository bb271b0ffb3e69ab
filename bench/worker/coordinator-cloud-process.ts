import { randomUUID } from 'node:crypto';
import { idFromUuid } from '@eyrie/contracts';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { FakeCloud } from '../../apps/edge-coordinator/src/testing/fake-cloud.ts';
import {
  manifestOf,
  newDeviceId,
  organisationOf,
} from '../../apps/edge-coordinator/src/testing/site-fixture.ts';
import { answerRequests } from '../harness/node-child.ts';

export interface CoordinatorSite {
  readonly siteId: string;
  readonly url: string;
  /** Tokens of the coordinators, by node, from 1. */
  readonly tokens: readonly string[];
  readonly workers: readonly { deviceId: string; identity: IssuedIdentity }[];
}

let cloud: FakeCloud | null = null;

/** The cloud of a site of coordinators and workers. */
answerRequests({
  open: async (size: { coordinators: number; workers: number }): Promise<CoordinatorSite> => {
    const siteId = idFromUuid('site', randomUUID());
    cloud = await FakeCloud.start(siteId, organisationOf(siteId));
    const coordinators = Array.from({ length: size.coordinators }, newDeviceId);
    const workers = Array.from({ length: size.workers }, newDeviceId);
    const tokens = coordinators.map((deviceId, index) => {
      const token = `token-of-coordinator-${index + 1}`;
      cloud?.identities.addToken(token, { deviceId, role: 'coordinator', nodeId: index + 1 });
      return token;
    });
    cloud.manifest = manifestOf({ siteId, coordinators, workers });
    const { ca } = cloud.identities;
    const issued = workers.map(async (deviceId) => ({
      deviceId,
      identity: await ca.issue(deviceId),
    }));
    return { siteId, url: cloud.url, tokens, workers: await Promise.all(issued) };
  },
  /** What has come through so far. */
  taken: (): { records: number; blobs: number } => ({
    records: cloud?.records.size ?? 0,
    blobs: cloud?.blobs.size ?? 0,
  }),
});
