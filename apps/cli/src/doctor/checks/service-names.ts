import { check } from '../check.ts';

const variables = ['DATABASE_URL', 'REDIS_URL', 'EYRIE_SMTP_URL'];

export const serviceNames = check({
  id: 'service-names',
  looksAt: 'whether the names in DATABASE_URL, REDIS_URL and EYRIE_SMTP_URL have addresses',
  roles: ['server'],
  answers: 'SK-50: container DNS',
  troubles: {
    unknown: {
      verdict: 'fault',
      means:
        'The services that Eyrie needs are not found by their names: the containers are in different networks, or a name is misspelt.',
      advice:
        'Put them into one network (compose: networks), and use the name of the service, not localhost.',
    },
  },
  look: async ({ environment, lookup }) => {
    const hosts = variables.flatMap((name) => {
      const host = URL.parse(environment[name] ?? '')?.hostname;
      return host ? [{ name, host }] : [];
    });
    if (hosts.length === 0) return { notApplicable: 'the environment names no services' };
    for (const { name, host } of hosts) {
      const found = await lookup(host.replace(/^\[|\]$/g, '')).catch(() => []);
      if (found.length > 0) continue;
      return { trouble: 'unknown', saw: `${host} of ${name} is not known` };
    }
    return { ok: hosts.map(({ host }) => host).join(', ') };
  },
});
