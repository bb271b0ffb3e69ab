import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { idFromUuid } from '@eyrie/contracts';
import { manifestOf, newDeviceId } from '../testing/site-fixture.ts';
import type { FoundedManifest } from './manifest.ts';
import { encodeSnapshot } from './site-snapshot.ts';
import { applyCommand, emptySiteState, type SiteState } from './site-state.ts';

describe('the state of a recovered site', () => {
  const siteId = idFromUuid('site', randomUUID());
  const coordinators = [newDeviceId(), newDeviceId(), newDeviceId()];
  const old = manifestOf({ siteId, coordinators, workers: [], version: 4 }) as FoundedManifest;
  const [, survivor] = old.foundingVoters as [unknown, { deviceId: string; nodeId: number }];
  const next: FoundedManifest = { ...old, siteEpoch: 2, version: 5, foundingVoters: [survivor] };
  const authority = { organisationId: old.organisationId, keyFingerprint: null, cloudUrl: null };
  const at = (index: number) => ({ index, timeMs: 0 });

  const before = (): SiteState => {
    const adopt = { form: 1, type: 'adopt-manifest', manifest: old, authority } as const;
    const [founded] = applyCommand(emptySiteState(siteId), adopt, at(1));
    const [commanded] = applyCommand(
      founded,
      {
        form: 1,
        type: 'accept-command',
        commandId: 'cmd-1',
        issuedAtMs: 0,
        receivedAtMs: 0,
        ttlMs: 60_000,
        sequence: 9,
        targetDeviceId: coordinators[0]!,
        payloadSha256: 'ab'.repeat(32),
        authority,
      },
      at(2),
    );
    return commanded;
  };
  const inheriting = (snapshot: string) =>
    ({ form: 1, type: 'inherit-state', manifest: next, authority, snapshot }) as const;

  it('has the commands that were accepted and the authority, and the survivor alone', () => {
    const known = before();
    expect(known.accepted).toHaveLength(1);
    const snapshot = Buffer.from(encodeSnapshot(known)).toString();
    const [state, result] = applyCommand(emptySiteState(siteId), inheriting(snapshot), at(3));
    expect(result).toEqual({ type: 'inherited', commands: 1 });
    expect(state).toMatchObject({
      manifest: next,
      accepted: known.accepted,
      authorities: known.authorities,
    });
    expect([...state.coordinators.keys()]).toEqual([2]);
    const [again, refusal] = applyCommand(state, inheriting(snapshot), at(4));
    expect(again).toBe(state);
    expect(refusal).toEqual({ type: 'refused', reason: 'already-begun' });
  });

  it('is not made of what cannot be read, nor of another site', () => {
    const empty = emptySiteState(siteId);
    const foreign = { ...emptySiteState(idFromUuid('site', randomUUID())) };
    for (const snapshot of ['no snapshot', Buffer.from(encodeSnapshot(foreign)).toString()]) {
      const [state, result] = applyCommand(empty, inheriting(snapshot), at(1));
      expect(state).toBe(empty);
      expect(result).toEqual({ type: 'refused', reason: 'unreadable' });
    }
  });
});
