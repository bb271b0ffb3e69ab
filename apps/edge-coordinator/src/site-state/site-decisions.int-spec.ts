import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { NotLeader, RaftError } from '@eyrie/raft';
import { DutyLeases } from '../leadership/duty-leases.ts';
import { CoordinatorGroup, type GroupMember } from '../testing/coordinator-group.ts';
import { eventually } from '../testing/site-fixture.ts';
import type { SiteCommandOf } from './command.ts';
import { encodeSnapshot } from './site-snapshot.ts';

describe('three coordinators', () => {
  let folder: string;
  let group: CoordinatorGroup;

  const command = (
    sequence: number,
    { consensus }: GroupMember,
  ): SiteCommandOf<'accept-command'> => ({
    form: 1,
    type: 'accept-command',
    commandId: `c${sequence}`,
    issuedAtMs: 1_000,
    receivedAtMs: 1_001,
    ttlMs: 1_000,
    sequence,
    targetDeviceId: group.worker,
    payloadSha256: createHash('sha256').update(String(sequence)).digest('hex'),
    authority: consensus.authority,
  });
  const leasesOf = ({ consensus, deviceId }: GroupMember): DutyLeases =>
    new DutyLeases({
      consensus,
      leader: { deviceId, term: consensus.status().term },
      signal: new AbortController().signal,
    });
  const adopt = ({ consensus }: GroupMember, version: number): Promise<void> =>
    consensus.adopt(group.manifest(version), new AbortController().signal);
  const stateBytes = ({ machine }: GroupMember): string =>
    Buffer.from(encodeSnapshot(machine.state)).toString();
  const allAgree = async (): Promise<void> => {
    await eventually('the same state everywhere', () => {
      const states = new Set([...group.up.values()].map(stateBytes));
      return states.size === 1;
    });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'eyrie-decisions-'));
    group = await CoordinatorGroup.found(folder, 3);
    await adopt(await group.leader(), 1);
  });

  afterEach(async () => {
    await group.stopAll();
    await rm(folder, { recursive: true });
  });

  it('decide at their leader alone, and read the same everywhere', async () => {
    const leader = await group.leader();
    const [follower] = group.followers(leader) as [GroupMember];
    const first = command(1, leader);
    await expect(follower.consensus.decide(first)).rejects.toBeInstanceOf(NotLeader);
    await expect(follower.consensus.decideOnce(first)).rejects.toMatchObject({
      kind: 'not-leader',
      leaderId: leader.nodeId,
    });
    expect(await leader.consensus.decideOnce(first)).toMatchObject({ type: 'accepted' });
    const seen = await follower.consensus.read(({ accepted }) =>
      accepted.map((one) => one.sequence),
    );
    expect(seen).toEqual([1]);
    expect(leader.consensus.sessions).toBe(1);
  });

  it('do not take on a manifest of another cloud, and say so', async () => {
    const leader = await group.leader();
    const { signal } = new AbortController();
    const organisationId = idFromUuid('organisation', randomUUID());
    await leader.consensus.adopt({ ...group.manifest(2), organisationId }, signal);
    expect(leader.machine.state.manifest?.version).toBe(1);
    const lines = group.lines.map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ event: 'manifest_refused', reason: 'other-authority' }]);
  });

  it('accept each command once while leaders go and come back', async () => {
    const answers: string[] = [];
    for (let sequence = 1; sequence <= 60; sequence += 1) {
      if (sequence % 20 === 10) {
        const { nodeId } = await group.leader();
        await group.stop(nodeId);
        void group.leader().then(() => group.start(nodeId));
      }
      for (let type: string | null = null; type === null;) {
        const leader = await group.leader();
        type = await leader.consensus.decideOnce(command(sequence, leader)).then(
          (answer) => answer.type,
          (error: unknown) => {
            if (error instanceof RaftError) return null;
            throw error;
          },
        );
        if (type !== null) answers.push(type);
      }
    }
    expect(answers.filter((type) => type === 'refused')).toEqual([]);
    await eventually('all three', () => group.up.size === 3);
    await allAgree();
    const [{ machine }] = [...group.up.values()] as [GroupMember];
    const sequences = Array.from({ length: 60 }, (_, at) => at + 1);
    expect(machine.state.accepted.map((one) => one.sequence)).toEqual(sequences);
  });

  it('keep a lease through a change of leaders, and give the next holder a higher token', async () => {
    const first = await group.leader();
    const claimed = await leasesOf(first).claim('render:tl_1', group.worker, 600_000);
    if (claimed.type !== 'granted') throw new Error('It was free.');
    const { token } = claimed.lease;
    await group.stop(first.nodeId);
    const second = await group.leader();
    const leases = leasesOf(second);
    expect(await leases.held()).toMatchObject([
      { duty: 'render:tl_1', holder: group.worker, token },
      { duty: 'uplink', holder: second.deviceId, token: second.consensus.status().term },
    ]);
    expect(await leases.claim('render:tl_1', second.deviceId, 60_000)).toMatchObject({
      reason: 'held',
    });
    expect(await leases.release('render:tl_1', token)).toEqual({ type: 'released' });
    const next = await leases.claim('render:tl_1', second.deviceId, 60_000);
    expect(next.type === 'granted' && next.lease.token > token).toBe(true);
  });

  it('bring one that was away up to date by a snapshot, sessions included', async () => {
    const leader = await group.leader();
    const [away] = group.followers(leader) as [GroupMember];
    await leader.consensus.decideOnce(command(1, leader));
    await group.stop(away.nodeId);
    for (let sequence = 2; sequence <= 400; sequence += 1) {
      await leader.consensus.decide(command(sequence, leader));
    }
    expect(leader.consensus.metrics()).toMatchObject({ snapshotsTakenTotal: 1 });
    const back = await group.start(away.nodeId);
    await eventually('the snapshot', () => back.consensus.metrics().snapshotsRestoredTotal === 1);
    await allAgree();
    expect(back.machine.state.accepted).toHaveLength(256);
    expect(back.consensus.sessions).toBe(1);
    // It stands on that snapshot when it starts the next time.
    await group.stop(away.nodeId);
    const again = await group.start(away.nodeId);
    expect(again.machine.state.accepted.length).toBeGreaterThan(0);
    await allAgree();
  });

  it('write nothing while nothing is to be decided, the leader and its uplink included', async () => {
    const leader = await group.leader();
    await allAgree();
    // The founders learn whose cards they are, which is written down once.
    await eventually('all cards are known', () =>
      [...group.up.values()].every(
        ({ consensus }) => consensus.status().confState.identities.length === 3,
      ),
    );
    const writes = (): number[] =>
      [...group.up.values()].map(({ consensus }) => consensus.metrics().fsyncLatency.count);
    await adopt(leader, 1);
    let before = writes();
    // What the last changes still bring to disks is over within moments.
    await eventually('quiet', async () => {
      const last = before;
      await new Promise((resolve) => setTimeout(resolve, 300));
      before = writes();
      return String(last) === String(before);
    });
    const sent = leader.consensus.metrics().messagesSentTotal;
    await eventually(
      'thirty heartbeats',
      () => leader.consensus.metrics().messagesSentTotal >= sent + 60,
    );
    expect(writes()).toEqual(before);
    expect(await leasesOf(leader).held()).toHaveLength(1);
    expect(writes()).toEqual(before);
  });
});
