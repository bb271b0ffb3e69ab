import { check } from '../check.ts';

export const port = check({
  id: 'port',
  looksAt: 'who listens where the cloud wants to (HOST, PORT)',
  roles: ['server'],
  answers: 'SK-50: UI cannot connect (health)',
  troubles: {
    taken: {
      verdict: 'fault',
      means: 'Another program has the port, so that the cloud cannot start.',
      advice: 'Stop that program (ss -ltnp names it), or give the cloud another PORT.',
    },
  },
  look: async (machine) => {
    const told = machine.environment['PORT'] ?? '3000';
    const host = machine.environment['HOST'] ?? '127.0.0.1';
    const here = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
    const { code } = await machine.reaches(here, Number(told), 3_000);
    if (code !== null) return { ok: `${here}:${told} is free` };
    const answer = await fetch(`http://${here}:${told}/livez`, {
      signal: AbortSignal.timeout(5_000),
    }).catch(() => null);
    const body: unknown = await answer?.json().catch(() => null);
    return typeof body === 'object' && body !== null && 'status' in body
      ? { ok: `the cloud itself listens on ${here}:${told}` }
      : { trouble: 'taken', saw: `another program listens on ${here}:${told}` };
  },
});
