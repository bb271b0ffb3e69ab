import { X509Certificate } from 'node:crypto';
import { check } from '../check.ts';
import { edgeRoles, identityOf } from '../edge.ts';

const soonMs = 7 * 86_400_000;

export const deviceCertificate = check({
  id: 'device-certificate',
  looksAt: 'how long the certificate of this device is good',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: cert, auth',
  troubles: {
    over: {
      verdict: 'fault',
      means:
        'The other devices of the site refuse this one. It was without the cloud for too long, or its clock is wrong.',
      advice:
        'Look at the checks clock and cloud-reach first; it renews its certificate by itself once it reaches the cloud.',
    },
    soon: {
      verdict: 'warning',
      means: 'It should have been renewed by now.',
      advice: 'Look whether this device reaches the cloud, by itself or by its coordinator.',
    },
  },
  look: async (machine) => {
    let first = Infinity;
    for (const role of edgeRoles(machine)) {
      const identity = await identityOf(machine, role);
      if (!identity) return { notApplicable: 'it has no identity' };
      first = Math.min(first, Date.parse(new X509Certificate(identity.certificate).validTo));
    }
    const saw = `good until ${new Date(first).toISOString().slice(0, 10)}`;
    if (first < machine.now()) return { trouble: 'over', saw };
    return first < machine.now() + soonMs ? { trouble: 'soon', saw } : { ok: saw };
  },
});
