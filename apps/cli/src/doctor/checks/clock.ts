import { check } from '../check.ts';

const seconds = 1_000;

export const clock = check({
  id: 'clock',
  looksAt: 'the clock of this machine against that of the cloud',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: no captures, cert, auth (all by a wrong clock)',
  troubles: {
    wrong: {
      verdict: 'fault',
      means:
        'Certificates and tokens count as over or not begun yet, and schedules run at the wrong time.',
      advice:
        'Let a time server set it: timedatectl set-ntp true; a Pi without a battery needs one after each power cut.',
    },
    off: {
      verdict: 'warning',
      means: 'Frames carry times that are off by as much.',
      advice:
        'Let a time server set it: timedatectl set-ntp true; at a site the coordinator is one.',
    },
    'not-set': {
      verdict: 'warning',
      means: 'No time server has set the clock, and no cloud answers to compare it with.',
      advice: 'Look whether a time server can be reached: timedatectl timesync-status',
    },
  },
  look: async (machine) => {
    const before = machine.now();
    const answer = machine.url === null ? null : await machine.ask('/livez');
    const date = answer instanceof Response ? answer.headers.get('date') : null;
    if (date !== null) {
      // The header is of whole seconds, and of some moment between question and answer.
      const now = (before + machine.now()) / 2;
      const off = now - (Date.parse(date) + seconds / 2);
      const by = `${Math.abs(off / seconds).toFixed(1)} s ${off > 0 ? 'ahead of' : 'behind'} the cloud`;
      if (Math.abs(off) > 60 * seconds) return { trouble: 'wrong', saw: by };
      return Math.abs(off) > 5 * seconds
        ? { trouble: 'off', saw: by }
        : { ok: `within 5 s of the cloud` };
    }
    const told = await machine.run('timedatectl', ['show', '-p', 'NTPSynchronized', '--value']);
    if (told?.code !== 0) return { notApplicable: 'nothing to compare it with' };
    return told.out.trim() === 'yes'
      ? { ok: 'set by a time server' }
      : { trouble: 'not-set', saw: 'timedatectl: not synchronised' };
  },
});
