import { check } from '../check.ts';

export const publicUrl = check({
  id: 'public-url',
  looksAt: 'whether browsers may use the cloud by this URL (origin, CORS, localhost)',
  roles: ['server', 'laptop'],
  answers: 'SK-50: UI cannot connect (CORS, URL not localhost)',
  troubles: {
    localhost: {
      verdict: 'fault',
      means: 'Links, cookies and devices get a URL that leads each of them to itself.',
      advice: 'Set EYRIE_PUBLIC_URL to what people type: https://eyrie.example.org',
    },
    foreign: {
      verdict: 'fault',
      means:
        'The cloud takes pages from this URL for those of a stranger, and refuses to log anybody in.',
      advice:
        'Set EYRIE_PUBLIC_URL to this URL, and let the gateway pass the Host header on unchanged.',
    },
  },
  look: async (machine) => {
    const told = machine.environment['EYRIE_PUBLIC_URL'];
    const listens = machine.environment['HOST'] ?? '127.0.0.1';
    const isHere = (host: string) => /^(localhost|127\.|\[?::1)/.test(host);
    if (machine.roles.includes('server')) {
      const host = URL.parse(told ?? 'http://localhost')?.hostname ?? 'localhost';
      if (isHere(host) && !isHere(listens)) {
        return {
          trouble: 'localhost',
          saw: `EYRIE_PUBLIC_URL is ${told ?? 'not set'}, and HOST is ${listens}`,
        };
      }
    }
    if (machine.url === null) return { notApplicable: 'no cloud is known: --url' };
    const answer = await machine.ask('/v1/session', {
      method: 'POST',
      headers: { origin: new URL(machine.url).origin, 'content-type': 'application/json' },
      body: '{}',
    });
    if (!(answer instanceof Response)) return { notApplicable: 'it does not answer' };
    const { code } = (await answer.json().catch(() => ({}))) as { code?: string };
    return code === 'auth.foreign_origin'
      ? { trouble: 'foreign', saw: `${machine.url} refuses its own pages` }
      : { ok: `pages of ${machine.url} may log in` };
  },
});
