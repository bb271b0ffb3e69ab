import { check } from '../check.ts';

export const gateway = check({
  id: 'gateway',
  looksAt: 'the next machine on the way out, by ping (at a site the coordinator, 192.168.50.1)',
  roles: ['coordinator', 'worker', 'laptop'],
  answers: 'AD-21: ping 192.168.50.1',
  troubles: {
    'no-route': {
      verdict: 'fault',
      means: 'This machine is in no network, or got no address there.',
      advice:
        'Look at cable and Wi-Fi (nmcli device); a worker wants an address of the coordinator’s access point.',
    },
    silent: {
      verdict: 'warning',
      means: 'The router does not answer: the link is bad, or it answers no pings.',
      advice: 'Look at the signal (nmcli device wifi) and at the machine itself.',
    },
  },
  look: async (machine) => {
    const routes = await machine.read('/proc/net/route');
    if (routes === null) return { notApplicable: 'this system does not tell' };
    const way = routes
      .split('\n')
      .map((line) => line.split('\t'))
      .find(([, destination]) => destination === '00000000');
    if (!way?.[2]) return { trouble: 'no-route', saw: 'there is no default route' };
    // The kernel writes addresses as numbers of its own byte order.
    const address = (way[2].match(/../g) ?? [])
      .reverse()
      .map((pair) => Number.parseInt(pair, 16))
      .join('.');
    const ping = await machine.run('ping', ['-c', '1', '-W', '3', address]);
    if (ping === null) return { ok: `${address} by ${way[0]} (there is no ping here)` };
    return ping.code === 0
      ? { ok: `${address} answers, by ${way[0]}` }
      : { trouble: 'silent', saw: `${address} by ${way[0]} does not answer` };
  },
});
