import { check } from '../check.ts';
import { edgeRoles } from '../edge.ts';

export const service = check({
  id: 'service',
  looksAt: 'whether the services of Eyrie run (systemd)',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: no captures (service)',
  troubles: {
    missing: {
      verdict: 'fault',
      means: 'Eyrie is not installed as a service, so that nothing starts it.',
      advice: 'Install it: eyrie pi install HOST, or the image.',
    },
    down: {
      verdict: 'fault',
      means: 'The service does not run: nothing is captured, or nobody speaks for the site.',
      advice: 'Look why it ended: journalctl -u SERVICE -n 50; then systemctl restart SERVICE.',
    },
    restarting: {
      verdict: 'warning',
      means: 'The service ended and was started again, more than once.',
      advice: 'Look why: journalctl -u SERVICE -p err --since today.',
    },
  },
  look: async (machine) => {
    const said: string[] = [];
    for (const role of edgeRoles(machine)) {
      const unit = `eyrie-${role}`;
      const properties = 'ActiveState,LoadState,NRestarts';
      const ran = await machine.run('systemctl', ['show', '-p', properties, unit]);
      if (ran?.code !== 0) return { notApplicable: 'no systemd here' };
      const of = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(ran.out)?.[1] ?? '';
      if (of('LoadState') === 'not-found')
        return { trouble: 'missing', saw: `${unit} is not there` };
      const state = of('ActiveState');
      if (state !== 'active') return { trouble: 'down', saw: `${unit} is ${state}` };
      const restarts = Number(of('NRestarts'));
      if (restarts > 1)
        return { trouble: 'restarting', saw: `${unit} was restarted ${restarts} times` };
      said.push(`${unit} runs`);
    }
    return { ok: said.join(', ') };
  },
});
