import { reasonOf } from '../../explain.ts';
import { check } from '../check.ts';

export const cloudReach = check({
  id: 'cloud-reach',
  looksAt: 'whether the cloud answers (/livez)',
  roles: ['server', 'coordinator', 'worker', 'laptop'],
  answers: 'SK-50: UI cannot connect (health), no transfer (net); AD-21: cloud /health',
  troubles: {
    silent: {
      verdict: 'fault',
      means: 'Nothing answers at the URL of the cloud. A site works on, and sends later.',
      advice:
        'Look whether it runs (docker compose ps, kubectl get pods), and whether firewall and port are right. eyrie doctor --internet says whether there is a way out at all.',
    },
    other: {
      verdict: 'fault',
      means:
        'Something answers that is no cloud of Eyrie: another program, a login page of a Wi-Fi, or a proxy without its cloud.',
      advice: 'Look at the URL in a browser, and at the gateway’s log.',
    },
  },
  look: async (machine) => {
    if (machine.url === null) return { notApplicable: 'no cloud is known: --url' };
    const answer = await machine.ask('/livez');
    if (!(answer instanceof Response)) {
      const why = reasonOf(answer.code);
      return {
        trouble: 'silent',
        saw: `${machine.url}: ${answer.code ?? 'no answer'}`,
        ...(why ? { advice: why } : {}),
      };
    }
    const body: unknown = await answer.json().catch(() => null);
    const isOurs = typeof body === 'object' && body !== null && 'status' in body;
    if (answer.ok && isOurs) return { ok: `${machine.url} answers` };
    return {
      trouble: 'other',
      saw: `${machine.url} answers ${answer.status}, and not as a cloud does`,
    };
  },
});
