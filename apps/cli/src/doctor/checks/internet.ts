import { check } from '../check.ts';

export const internet = check({
  id: 'internet',
  looksAt: 'with --internet, whether there is a way out: 8.8.8.8 and 1.1.1.1, by their numbers',
  roles: ['coordinator', 'worker', 'laptop'],
  answers: 'AD-21: ping 8.8.8.8',
  troubles: {
    none: {
      verdict: 'warning',
      means:
        'This machine has no way to the Internet. A site works on without it, and sends later.',
      advice:
        'Look at the uplink: cable, SIM card, credit, router. With the cloud in the same network this is as it should be.',
    },
  },
  look: async (machine) => {
    if (machine.outside.length === 0) {
      return { notApplicable: 'nobody outside is asked unless you say so: --internet' };
    }
    const asked = machine.outside.map(async (address) => {
      const [host = '', port] = address.split(':');
      const { code } = await machine.reaches(host, Number(port), 3_000);
      return code === null ? null : `${address}: ${code}`;
    });
    const failed = await Promise.all(asked);
    return failed.every((one) => one !== null)
      ? { trouble: 'none', saw: failed.join(', ') }
      : { ok: 'there is a way out' };
  },
});
