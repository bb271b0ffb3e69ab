import { followEvents } from '@eyrie/sdk';
import { check } from '../check.ts';

export const eventStream = check({
  id: 'event-stream',
  looksAt: 'whether the stream of events begins, by any of its ways',
  roles: ['server', 'laptop'],
  answers: 'SK-50: event queue',
  troubles: {
    silent: {
      verdict: 'fault',
      means:
        'The dashboard shows nothing new by itself. A proxy may hold the stream back, or the queue behind it stands.',
      advice:
        'Let the gateway pass /events on without buffering; look at Redis and at the log of the cloud.',
    },
  },
  look: async ({ access, patienceMs }) => {
    if (access === null) return { notApplicable: 'nobody is logged in: eyrie login' };
    const items = followEvents(access.eyrie, { signal: AbortSignal.timeout(patienceMs) });
    try {
      const { value } = await items.next();
      await items.return();
      return value?.kind === 'start'
        ? { ok: 'it is live' }
        : { trouble: 'silent', saw: 'it began with something else' };
    } catch (error) {
      const isLate = error instanceof Error && error.name === 'TimeoutError';
      const saw = isLate ? `nothing within ${patienceMs / 1_000} s` : causeOf(error);
      return { trouble: 'silent', saw };
    }
  },
});

function causeOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
