import { check } from '../check.ts';
import { edgeRoles, readIdentity } from '../edge.ts';

export const enrolment = check({
  id: 'enrolment',
  looksAt: 'the identity of this device',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: auth; ENR-1',
  troubles: {
    none: {
      verdict: 'fault',
      means: 'The device has not enrolled: it belongs to nobody, and does nothing.',
      advice:
        'Give it PROVISION_URL and PROVISION_TOKEN in provision.txt; a device that waits is let in by eyrie device approve.',
    },
    damaged: {
      verdict: 'fault',
      means: 'What the cloud once answered cannot be read any more.',
      advice: 'Remove the folder identity, and enrol again with a new token: eyrie token create',
    },
    hidden: {
      verdict: 'warning',
      means: 'This user may not read the identity, so that much could not be looked at.',
      advice: 'Run it again as root: sudo eyrie doctor',
    },
  },
  look: async (machine) => {
    const said: string[] = [];
    for (const role of edgeRoles(machine)) {
      const folder = machine.data[role];
      if (folder === undefined) return { notApplicable: 'its data folder is not known: --data' };
      const identity = await readIdentity(folder);
      if (identity === 'none') return { trouble: 'none', saw: `no identity in ${folder}` };
      if (identity === 'hidden') return { trouble: 'hidden', saw: `${folder} may not be read` };
      if (identity === 'damaged')
        return { trouble: 'damaged', saw: `${folder}/identity/identity.json` };
      said.push(`${role} ${identity.deviceId}`);
    }
    return { ok: said.join(', ') };
  },
});
