import { check } from '../check.ts';
import { coordinatorsAround } from '../edge.ts';

export const mdns = check({
  id: 'mdns',
  looksAt: 'whether coordinators of the site answer in the local network (mDNS)',
  roles: ['coordinator', 'worker'],
  answers: 'AD-21: mDNS browse; SK-50: no captures (reach)',
  troubles: {
    silent: {
      verdict: 'fault',
      means: 'No coordinator is heard. The worker keeps what it captures, and gets no settings.',
      advice:
        'Look whether a coordinator runs in the same network. Access points often keep multicast from passing between their guests: then name it in EYRIE_STATIC_COORDINATORS.',
    },
    blocked: {
      verdict: 'fault',
      means: 'This machine cannot speak mDNS at all.',
      advice:
        'Look whether a firewall keeps UDP 5353 out, and whether the interface has an address.',
    },
  },
  look: async (machine) => {
    const around = await coordinatorsAround(machine);
    if (around === null) return { notApplicable: 'it has no identity' };
    if (around.nodes.length > 0) {
      return { ok: around.nodes.map(({ host, ports }) => `${host}:${ports.mqtt}`).join(', ') };
    }
    return around.unavailable === null
      ? {
          trouble: 'silent',
          saw: `no coordinator has answered within ${machine.patienceMs / 1_000} s`,
        }
      : { trouble: 'blocked', saw: around.unavailable };
  },
});
