import { check } from '../check.ts';

export const cloudName = check({
  id: 'cloud-name',
  looksAt: 'whether the name of the cloud has an address (DNS)',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: UI cannot connect, no transfer (net)',
  troubles: {
    unknown: {
      verdict: 'fault',
      means: 'Nobody can be asked who is not found.',
      advice:
        'Look at the spelling of the URL, and at the DNS servers of this machine (/etc/resolv.conf).',
    },
    'no-server': {
      verdict: 'fault',
      means: 'No DNS server answers, so that no name at all is found.',
      advice:
        'Look whether this machine is in a network; at a site the DNS server is the coordinator or the router.',
    },
  },
  look: async ({ url, lookup }) => {
    if (url === null) return { notApplicable: 'no cloud is known: --url' };
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    try {
      return { ok: `${host} is ${(await lookup(host)).join(', ')}` };
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      const trouble = code === 'EAI_AGAIN' ? 'no-server' : 'unknown';
      return { trouble, saw: `${host}: ${code}` };
    }
  },
});
