import { describe, expect, it } from '@jest/globals';
import { whatOf } from '../../edge-image/slots/archive.ts';
import {
  autobootText,
  committedSlot,
  withCommitted,
  withOnce,
  withoutOnce,
} from '../../edge-image/slots/autoboot.ts';
import { factsOf } from '../../edge-image/slots/facts.ts';
import {
  attemptsMax,
  beginWriting,
  newState,
  restAfterFailureMs,
} from '../../edge-image/slots/slot-state.ts';
import {
  configurationFor,
  firmwareConfiguration,
  kernelLine,
  kernelLineFor,
  newestKernel,
} from '../../edge-image/slots/start-files.ts';
import {
  mayLook,
  mayRestart,
  nightOf,
  turnMs,
  whyNotNow,
  type SiteSeen,
} from '../../edge-image/slots/when.ts';
import { partitionToStart } from '../../edge-image/boot-test/firmware.ts';
import { PiInMemory } from './pi-in-memory.ts';

const dayMs = 24 * 3_600_000;
const update = (mark: string) => ({ mark, items: [`netbase=${mark}`] });

describe('an update of a Pi', () => {
  it('is written into the other slot, tried once, and kept', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    await pi.start();
    expect(pi.content).toEqual({ a: 'card', b: 'one' });
    expect([pi.committed, pi.running, pi.trials]).toEqual(['b', 'b', ['b']]);
    expect(pi.kept).toMatchObject({
      phase: { type: 'idle' },
      lastUpdate: { slot: 'b', what: update('one') },
    });
    // And the next one into the first.
    pi.nowMs += dayMs;
    pi.archive = update('two');
    await pi.start();
    expect([pi.committed, pi.content.a, pi.content.b]).toEqual(['a', 'two', 'one']);
  });

  it('that is not well is left, remembered with its reason, and left alone for a week', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    pi.sick.add('one');
    await pi.start();
    expect([pi.committed, pi.running, pi.trials]).toEqual(['a', 'a', ['b']]);
    expect(pi.kept.failures).toMatchObject([{ what: update('one'), reason: 'Not up: worker.' }]);
    pi.nowMs += dayMs;
    await pi.start();
    expect(pi.writes).toBe(1);
    const seen = { running: pi.running, committed: pi.committed };
    expect(factsOf(pi.kept, seen, pi.nowMs)).toMatchObject({
      slot: 'a',
      pending: 1,
      reason: expect.stringContaining('Not up: worker.'),
    });
    // Another set of packages is another matter, and so is next week.
    pi.nowMs += dayMs;
    pi.archive = update('two');
    await pi.start();
    expect([pi.committed, pi.content.b]).toEqual(['b', 'two']);
    pi.nowMs += restAfterFailureMs;
    pi.sick.delete('one');
    pi.archive = update('one');
    await pi.start();
    expect([pi.committed, pi.content.a, pi.kept.failures]).toEqual(['a', 'one', []]);
  });

  it('that crashes at its start is tried no more than twice', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    pi.crashing.add('one');
    await pi.start();
    expect([pi.committed, pi.running, pi.trials.length]).toEqual(['a', 'a', attemptsMax]);
    expect(pi.kept.failures).toMatchObject([
      { reason: 'The new system did not come up, 2 times.' },
    ]);
  });

  it.each(
    (['good', 'sick', 'crashing'] as const).flatMap((kind) => [
      [kind, 'the firmware', true] as const,
      [kind, 'the initramfs', false] as const,
    ]),
  )(
    'that is %s, with %s as the net, loses no slot by a power cut at any moment, and ends as without one',
    async (kind, _, canTryboot) => {
      const after = async (cutBefore: number) => {
        const pi = new PiInMemory();
        pi.canTryboot = canTryboot;
        pi.archive = update('one');
        if (kind !== 'good') pi[kind].add('one');
        pi.cutBefore = cutBefore;
        await pi.start();
        // Whatever was put off by the cut is taken up at another night.
        pi.nowMs += dayMs;
        await pi.start();
        return pi;
      };
      const whole = await after(Infinity);
      expect(whole.committed).toBe(kind === 'good' ? 'b' : 'a');
      const moments = whole.moments;
      expect(moments).toBeGreaterThan(6);
      for (let cut = 0; cut < moments; cut += 1) {
        const pi = await after(cut);
        expect([cut, pi.committed, pi.running]).toEqual([cut, whole.committed, whole.running]);
        expect(pi.content[pi.committed]).toBe(whole.content[whole.committed]);
        // PiInMemory itself refuses to start a slot that is not whole, and to write one that is in use.
        expect(pi.trials.length).toBeLessThanOrEqual(attemptsMax + 1);
      }
    },
  );

  it('waits for its hour and for the archive, and says why', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    pi.archiveIsThere = false;
    await pi.start();
    expect(pi.kept.postponed).toBe('The archive: no answer');
    pi.archiveIsThere = true;
    pi.whyNotWrite = 'The board is at 80 °C.';
    await pi.start();
    expect([pi.kept.postponed, pi.writes]).toEqual(['The board is at 80 °C.', 0]);
    pi.whyNotWrite = null;
    pi.whyNotTry = 'It is tried in the night.';
    await pi.start();
    expect([pi.kept.postponed, pi.committed, pi.content.b]).toEqual([
      'It is tried in the night.',
      'a',
      'one',
    ]);
    pi.whyNotTry = null;
    await pi.start();
    expect([pi.kept.postponed, pi.committed, pi.writes]).toEqual([null, 'b', 1]);
  });

  it('is known as taken where a person has switched by hand, as on a Pi 3', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    pi.whyNotTry = 'The firmware of this board cannot try a slot: somebody has to switch by hand.';
    await pi.start();
    pi.autoboot = withCommitted(pi.autoboot, 'b');
    await pi.start();
    expect(pi.kept).toMatchObject({ phase: { type: 'idle' }, lastUpdate: { slot: 'b' } });
  });

  it('leaves a slot on trial of which nothing is known', async () => {
    const pi = new PiInMemory();
    pi.archive = update('one');
    await pi.start();
    // The data partition is new, and the firmware was told to try the old slot.
    const lost = new PiInMemory();
    Object.assign(lost.content, { a: 'card', b: 'one' });
    lost.autoboot = pi.autoboot;
    lost.isTryboot = true;
    await lost.start();
    expect([lost.running, lost.committed, lost.starts]).toEqual(['b', 'b', ['card', 'one']]);
    expect(() => beginWriting(newState, { running: 'a', committed: 'b' }, update('x'), 0)).toThrow(
      'on trial',
    );
  });
});

describe('autoboot.txt', () => {
  it('changes its slot without its length, and is read as a firmware reads it', () => {
    for (const [from, to, number] of [
      ['a', 'b', 3],
      ['b', 'a', 2],
    ] as const) {
      const text = withCommitted(autobootText(from), to);
      expect([text, text.length]).toEqual([autobootText(to), autobootText(from).length]);
      expect([committedSlot(text), partitionToStart(text, false)]).toEqual([to, number]);
      expect(partitionToStart(text, true)).toBe(5 - number);
    }
    expect(autobootText('a').length).toBeLessThan(512);
  });

  it('starts a slot once without the firmware being told, and says what comes back', () => {
    const once = withOnce(autobootText('a'), 'b');
    expect(once.length).toBe(autobootText('a').length);
    expect([partitionToStart(once, false), committedSlot(once)]).toEqual([3, 'a']);
    expect(withoutOnce(once)).toBe(autobootText('a'));
    expect(withoutOnce(autobootText('b'))).toBe(autobootText('b'));
    expect(withCommitted(once, 'b')).toBe(autobootText('b'));
    expect(() => withOnce(once, 'b')).toThrow('nothing is started once');
  });

  it('is left alone where somebody has written it otherwise', () => {
    for (const text of [
      '',
      '[all]\nboot_partition=2\n',
      `${autobootText('a')}${'#'.repeat(512)}`,
    ]) {
      expect(() => withCommitted(text, 'b')).toThrow('left alone');
    }
  });
});

describe('what starts a slot', () => {
  it('is that of the slot before, with the new root and kernel', () => {
    const line = `${kernelLine('a', 'tty1')} dwc_otg.lpm_enable=0`;
    expect(kernelLineFor('b', line)).toBe(`${kernelLine('b', 'tty1')} dwc_otg.lpm_enable=0`);
    expect(() => kernelLineFor('b', 'console=tty1')).toThrow('root=LABEL=eyrie-root-b');
    const text = `${firmwareConfiguration('vmlinuz-6.12.9', 'initrd.img-6.12.9')}dtoverlay=disable-bt\n`;
    const next = configurationFor(text, 'vmlinuz-6.12.10', 'initrd.img-6.12.10');
    expect(next).toBe(text.replaceAll('6.12.9', '6.12.10'));
    expect(
      newestKernel(['vmlinuz-6.12.9+deb13-arm64', 'vmlinuz-6.12.10+deb13-arm64', 'vmlinuz']),
    ).toBe('6.12.10+deb13-arm64');
  });
});

describe("the archive's plan", () => {
  it('is of the security archive alone, and has a mark of its own', () => {
    const plan = [
      'Inst openssl [3.5.1-1] (3.5.1-1+deb13u1 Debian-Security:13/stable-security [arm64])',
      'Inst linux-image-6.12.118+deb13-arm64 (6.12.118-1 Debian-Security:13/stable-security [arm64])',
      'Conf openssl (3.5.1-1+deb13u1 Debian-Security:13/stable-security [arm64])',
    ].join('\n');
    expect(whatOf(plan)).toMatchObject({
      items: ['linux-image-6.12.118+deb13-arm64=6.12.118-1', 'openssl=3.5.1-1+deb13u1'],
    });
    expect(whatOf('Reading package lists...\n')).toBeNull();
    expect(() => whatOf(plan.replaceAll('Debian-Security:13', 'Debian:13'))).toThrow(
      'not Debian-Security',
    );
  });
});

describe('the night', () => {
  const night = nightOf('1-5');
  const at = (hour: number, day = 22) => new Date(2026, 10, day, hour, 30);
  const looked = (date: Date) => ({ ...newState, looked: { atMs: date.getTime(), pending: 0 } });

  it('is when an archive is asked, and by day where nights were missed', () => {
    expect(mayLook(newState, night, 0, at(14))).toBe(true);
    expect(mayLook(looked(at(2)), night, 0, at(14))).toBe(false);
    expect(mayLook(looked(at(2)), night, 0, at(2, 23))).toBe(true);
    expect(mayLook(looked(at(2)), night, 95 * 60_000, at(2, 23))).toBe(false);
    expect(mayLook(looked(at(2)), night, 0, at(14, 23))).toBe(false);
    expect(mayLook(looked(at(2)), night, 0, at(14, 24))).toBe(true);
    expect(mayLook({ ...newState, askedAtMs: at(14).getTime() }, night, 0, at(14))).toBe(false);
    expect(() => nightOf('5-1')).toThrow('no hours of a night');
  });

  it('is when a slot is tried, unless it has waited for two days', () => {
    expect(mayRestart(at(2).getTime(), night, at(3))).toBe(true);
    expect(mayRestart(at(2).getTime(), night, at(14))).toBe(false);
    expect(mayRestart(at(2).getTime(), night, at(14, 24))).toBe(true);
  });
});

describe('the coordinators of a site', () => {
  const site = (askedNodeId: number, count = 3): SiteSeen => ({
    askedNodeId,
    leaderNodeId: 1,
    reason: null,
    underWay: [],
    members: Array.from({ length: count }, (_, index) => ({
      nodeId: index + 1,
      name: `ridge-${index + 1}`,
      standing: 'voter',
      reachable: true,
    })),
  });

  it('never start anew together, whatever the minute, and each has its turn', () => {
    const turns = new Map<number, number>();
    let before: { who: number; minute: number } | null = null;
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const now = new Date(Date.UTC(2026, 10, 22, 0, minute));
      const going = [1, 2, 3].filter((id) => whyNotNow(site(id), true, now) === null);
      expect(going.length).toBeLessThanOrEqual(1);
      const [who] = going;
      if (who === undefined) continue;
      turns.set(who, (turns.get(who) ?? 0) + 1);
      // The trial of one is over before another may begin.
      if (before && before.who !== who) expect(minute - before.minute).toBeGreaterThanOrEqual(22);
      before = { who, minute };
    }
    expect([...turns.keys()].sort()).toEqual([1, 2, 3]);
    // A round is longer than the interval at which each looks.
    expect(turnMs / 60_000).toBe(30);
  });

  it('stay where somebody is away, the group changes, or the clock is not true', () => {
    const now = new Date(0);
    expect(whyNotNow(site(1), true, now)).toBeNull();
    const members = site(1).members.map((one) => ({ ...one, reachable: one.nodeId !== 3 }));
    const away = { ...site(1), members };
    expect(whyNotNow(away, true, now)).toContain('ridge-3');
    const taken = members.map((one) => (one.reachable ? one : { ...one, standing: 'removed' }));
    expect(whyNotNow({ ...site(1), members: taken }, true, now)).toBeNull();
    expect(whyNotNow({ ...site(1), underWay: [{}] }, true, now)).toContain('changing');
    expect(whyNotNow({ ...site(1), leaderNodeId: null }, true, now)).toContain('no leader');
    expect(whyNotNow(site(1), false, now)).toContain('clock');
    expect(whyNotNow(site(2), true, now)).toContain('turn');
  });

  it('go at any time where there is one alone, or takes no part', () => {
    for (const minute of [0, 11, 29]) {
      const now = new Date(Date.UTC(2026, 10, 22, 2, minute));
      expect(whyNotNow(site(1, 1), false, now)).toBeNull();
      const outside = { ...site(1, 0), reason: 'The coordinator is starting.' };
      expect(whyNotNow(outside, false, now)).toBeNull();
    }
  });
});
