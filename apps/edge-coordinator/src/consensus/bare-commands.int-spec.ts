import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { nodeDisk } from '@eyrie/journal';
import {
  DiskSnapshotStore,
  RaftNode,
  SessionMachine,
  systemClock,
  type Command,
  type SessionAnswer,
  type StateMachine,
} from '@eyrie/raft';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import type { SiteState } from '../site-state/site-state.ts';
import { eventually, manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import { readingBareCommands } from './bare-commands.ts';

/** The machine of the first versions, as far as the log can tell: it takes bytes. */
class FirstMachine implements StateMachine<null> {
  apply(commands: readonly Command[]): null[] {
    return commands.map(() => null);
  }
}

describe('a log that was written before there were sessions', () => {
  const siteId = idFromUuid('site', randomUUID());
  const coordinators = [newDeviceId()];
  let directory: string;
  let open: { close(): Promise<void> } | null = null;

  const openNode = async <Result>(
    stateMachine: StateMachine<Result>,
    snapshots?: DiskSnapshotStore,
  ): Promise<RaftNode<Result>> => {
    const node = await RaftNode.open({
      ...{ id: 1, clusterId: `${siteId}:1`, voters: [1], directory, disk: nodeDisk() },
      ...{ clock: systemClock, seed: 1, stateMachine, config: { tickMs: 50 } },
      transport: { send: () => undefined, onMessage: () => undefined },
      ...(snapshots ? { snapshots } : {}),
    });
    open = node;
    await eventually('a leader', () => node.status().role === 'leader');
    return node;
  };

  /** As a coordinator has it. */
  const openSite = async () => {
    const machine = new SiteStateMachine(siteId);
    const sessions = new SessionMachine(machine, systemClock);
    const snapshots = await DiskSnapshotStore.open({
      disk: nodeDisk(),
      directory: join(directory, 'snapshots'),
    });
    const node = await openNode<SessionAnswer>(readingBareCommands(sessions), snapshots);
    await node.read(() => null);
    return { machine, sessions, node };
  };
  const close = async (): Promise<void> => {
    await open?.close();
    open = null;
  };

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'eyrie-bare-'));
    const node = await openNode(new FirstMachine());
    for (const version of [1, 2, 3]) {
      const manifest = manifestOf({ siteId, coordinators, workers: [], version });
      const text = JSON.stringify({ form: 1, type: 'adopt-manifest', manifest });
      await node.propose(Buffer.from(text));
    }
    await close();
  });

  afterEach(async () => {
    await close();
    await rm(directory, { recursive: true });
  });

  it('is read, gone on with, and shortened by a snapshot', async () => {
    const states: SiteState[] = [];
    for (let start = 1; start <= 3; start += 1) {
      const { machine, sessions, node } = await openSite();
      expect(machine.state.manifest?.version).toBe(start === 1 ? 3 : start + 8);
      expect(machine.ignoredCommands).toBe(0);
      if (start > 1) expect(machine.state).toEqual(states.at(-1));
      const manifest = manifestOf({ siteId, coordinators, workers: [], version: start + 9 });
      const payload = Buffer.from(JSON.stringify({ form: 1, type: 'adopt-manifest', manifest }));
      const { result } = await node.propose(sessions.encode({ kind: 'plain', payload }));
      expect(result).toMatchObject({ kind: 'applied' });
      states.push(machine.state);
      // The second start replays both kinds of entries, the third one stands on a snapshot.
      if (start === 2) await node.snapshot();
      await close();
    }
    expect([...states[0]!.coordinators.keys()]).toEqual([1]);
  });
});
