import { check } from '../check.ts';
import { edgeRoles, identityOf } from '../edge.ts';

export const authority = check({
  id: 'authority',
  looksAt: 'which cloud this device obeys',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: no captures (name match); SK-26',
  troubles: {
    other: {
      verdict: 'warning',
      means:
        'The device belongs to another cloud than the one that it was told of, and refuses what that one says.',
      advice:
        'Hand the site over at the cloud that owns it; or remove the folder identity and enrol anew, which makes it another device.',
    },
  },
  look: async (machine) => {
    const told = machine.environment['PROVISION_URL'] ?? machine.url;
    if (!told) return { notApplicable: 'no other cloud is named' };
    for (const role of edgeRoles(machine)) {
      const identity = await identityOf(machine, role);
      if (!identity) return { notApplicable: 'it has no identity' };
      if (URL.parse(identity.cloudUrl)?.origin === URL.parse(told)?.origin) continue;
      return { trouble: 'other', saw: `it belongs to ${identity.cloudUrl}, and not to ${told}` };
    }
    return { ok: told };
  },
});
