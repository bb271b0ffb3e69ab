import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { LoneConsensus } from '../testing/lone-consensus.ts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { DutyLeases } from './duty-leases.ts';

const siteId = idFromUuid('site', randomUUID());
const [leader, worker, other] = [newDeviceId(), newDeviceId(), newDeviceId()];

async function leading(term: number): Promise<{ consensus: LoneConsensus; leases: DutyLeases }> {
  const consensus = new LoneConsensus(new SiteStateMachine(siteId), { nodeId: 1, term });
  await consensus.adopt(manifestOf({ siteId, coordinators: [leader], workers: [worker, other] }));
  const { signal } = new AbortController();
  const leases = new DutyLeases({ consensus, leader: { deviceId: leader, term }, signal });
  return { consensus, leases };
}

describe('the leader\u2019s leases', () => {
  it('are shown with who holds them and for how long, beside the uplink that is its own', async () => {
    const { consensus, leases } = await leading(4);
    expect(await leases.claim('render:1', worker, 60_000)).toMatchObject({ type: 'granted' });
    consensus.logTimeMs = 10_000;
    expect(await leases.held()).toEqual([
      { duty: 'render:1', holder: worker, token: 2, expiresInMs: 50_000 },
      { duty: 'uplink', holder: leader, token: 4, expiresInMs: null },
    ]);
    // What is over is not shown, though nothing has been written since.
    consensus.logTimeMs = 60_000;
    expect(await leases.held()).toHaveLength(1);
  });

  it('are one holder\u2019s until they are over or given back', async () => {
    const { consensus, leases } = await leading(1);
    const granted = await leases.claim('render:1', worker, 60_000);
    expect(await leases.claim('render:1', other, 60_000)).toMatchObject({ holder: worker });
    const token = granted.type === 'granted' ? granted.lease.token : 0;
    consensus.logTimeMs = 59_000;
    expect(await leases.renew('render:1', token, 60_000)).toMatchObject({ type: 'renewed' });
    consensus.logTimeMs = 100_000;
    expect(await leases.claim('render:1', other, 60_000)).toMatchObject({ reason: 'held' });
    expect(await leases.release('render:1', token)).toEqual({ type: 'released' });
    const next = await leases.claim('render:1', other, 60_000);
    expect(next.type === 'granted' && next.lease.token > token).toBe(true);
  });
});
