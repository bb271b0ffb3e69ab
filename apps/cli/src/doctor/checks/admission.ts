import { check } from '../check.ts';

export const admission = check({
  id: 'admission',
  looksAt: 'devices that wait to be let in',
  roles: ['server', 'laptop'],
  answers: 'SK-50: auth',
  troubles: {
    waiting: {
      verdict: 'warning',
      means: 'These devices do nothing until somebody lets them in.',
      advice:
        'Compare their words with those of the device: eyrie device list, then eyrie device approve.',
    },
  },
  look: async ({ access }) => {
    if (access === null) return { notApplicable: 'nobody is logged in: eyrie login' };
    const waiting = await access.eyrie.provisioning
      .requests({ state: 'pending', page_size: 50 })
      .toArray(50);
    return waiting.length === 0
      ? { ok: 'nobody waits' }
      : {
          trouble: 'waiting',
          saw: waiting.map(({ key_words, serial }) => `${key_words} (${serial})`).join(', '),
        };
  },
});
