import { EyrieProblem, operations } from '@eyrie/sdk';
import { check } from '../check.ts';

export const credential = check({
  id: 'credential',
  looksAt: 'whether the log-in or key of this person is good',
  roles: ['server', 'laptop'],
  answers: 'SK-50: auth',
  troubles: {
    over: {
      verdict: 'fault',
      means: 'The session has ended, or the key was revoked or is over.',
      advice: 'Log in again: eyrie login. A key is made anew in the settings of the cloud.',
    },
  },
  look: async ({ access }) => {
    if (access === null) return { notApplicable: 'nobody is logged in: eyrie login' };
    try {
      const { permissions } = await access.eyrie.call(operations.eventsToken, { body: {} });
      return { ok: `good for ${permissions.join(', ')}` };
    } catch (error) {
      if (!(error instanceof EyrieProblem)) return { notApplicable: 'the cloud does not answer' };
      if (error.status === 401) return { trouble: 'over', saw: error.message };
      return { notApplicable: error.message };
    }
  },
});
