import { describe, expect, it } from '@jest/globals';
import { accept, type OfferedCommand } from './accepted-commands.ts';
import { changeAuthority, establish, noAuthorities, type Authority } from './authority.ts';

const cloud: Authority = {
  organisationId: 'org_1',
  keyFingerprint: 'a'.repeat(64),
  cloudUrl: 'https://cloud.test',
};
const otherCloud: Authority = { ...cloud, keyFingerprint: 'b'.repeat(64) };
const founded = { accepted: [], authorities: establish(noAuthorities, cloud) };
const context = { index: 10, isMember: (deviceId: string) => deviceId === 'dev_1' };
const offered = (change: Partial<OfferedCommand> = {}): OfferedCommand => ({
  commandId: 'c1',
  issuedAtMs: 1_000,
  receivedAtMs: 1_500,
  ttlMs: 1_000,
  sequence: 1,
  targetDeviceId: 'dev_1',
  payloadSha256: 'f'.repeat(64),
  authority: cloud,
  ...change,
});
const refused = (reason: string) => ({ type: 'refused', reason });

describe('a command of the authority', () => {
  it('is accepted once, and then known as a duplicate', () => {
    const [once, accepted] = accept(founded, offered(), context);
    expect(accepted).toMatchObject({ type: 'accepted', command: { acceptedAtIndex: 10 } });
    const [twice, duplicate] = accept(once, offered(), { ...context, index: 11 });
    expect(duplicate).toMatchObject({ type: 'duplicate', command: { acceptedAtIndex: 10 } });
    expect(twice).toBe(once);
    // Late or not: what was accepted stays so.
    const late = offered({ receivedAtMs: 99_999 });
    expect(accept(once, late, context)[1]).toMatchObject({ type: 'duplicate' });
  });

  it.each([
    ['its time is over', { receivedAtMs: 2_000 }, 'expired'],
    ['its sequence was used', { commandId: 'c2' }, 'replayed'],
    [
      'its id was used for something else',
      { payloadSha256: '0'.repeat(64), sequence: 2 },
      'id-taken',
    ],
    [
      'its device is not of the site',
      { commandId: 'c2', sequence: 2, targetDeviceId: 'x' },
      'unknown-device',
    ],
    [
      'it is of another cloud',
      { commandId: 'c2', sequence: 2, authority: otherCloud },
      'other-authority',
    ],
  ])('is refused when %s', (_, change, reason) => {
    const [once] = accept(founded, offered(), context);
    const from = reason === 'expired' ? founded : once;
    expect(accept(from, offered(change), context)).toEqual([from, refused(reason)]);
  });

  it('is refused while nobody commands the site', () => {
    const unfounded = { accepted: [], authorities: noAuthorities };
    expect(accept(unfounded, offered(), context)[1]).toEqual(refused('not-founded'));
  });

  it('is never done twice, also when it has been forgotten', () => {
    let state: Parameters<typeof accept>[0] = founded;
    for (let sequence = 1; sequence <= 400; sequence += 1) {
      const [next, result] = accept(
        state,
        offered({ commandId: `c${sequence}`, sequence }),
        context,
      );
      expect(result.type).toBe('accepted');
      state = next;
    }
    expect(state.accepted).toHaveLength(256);
    expect(accept(state, offered({ commandId: 'c400', sequence: 400 }), context)[1].type).toBe(
      'duplicate',
    );
    expect(accept(state, offered({ commandId: 'c1', sequence: 1 }), context)[1]).toEqual(
      refused('replayed'),
    );
  });

  it('cannot be replayed after its authority went and came back', () => {
    const [once] = accept(founded, offered({ sequence: 7 }), context);
    const [away] = changeAuthority(once.authorities, cloud, otherCloud);
    const own = offered({ commandId: 'c2', authority: otherCloud });
    expect(accept({ ...once, authorities: away }, own, context)[1].type).toBe('accepted');
    const [back] = changeAuthority(away, otherCloud, cloud);
    expect(back.former).toHaveLength(1);
    const replayed = offered({ commandId: 'c3', sequence: 7 });
    expect(accept({ ...once, authorities: back }, replayed, context)[1]).toEqual(
      refused('replayed'),
    );
  });
});

describe('the authority', () => {
  it('is changed only by who knows the present one', () => {
    const authorities = establish(noAuthorities, cloud);
    expect(changeAuthority(authorities, otherCloud, otherCloud)).toEqual([
      authorities,
      refused('not-the-present-one'),
    ]);
    expect(changeAuthority(authorities, cloud, cloud)[1]).toEqual(refused('same-authority'));
    expect(changeAuthority(noAuthorities, cloud, cloud)[1]).toEqual(refused('not-founded'));
    expect(establish(authorities, otherCloud)).toBe(authorities);
  });
});
