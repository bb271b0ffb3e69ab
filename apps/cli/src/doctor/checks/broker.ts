import { connect } from 'node:tls';
import { codeOf } from '../../explain.ts';
import { check } from '../check.ts';
import { coordinatorsAround } from '../edge.ts';

export const broker = check({
  id: 'broker',
  looksAt: 'whether the broker of a coordinator answers (MQTT over TLS)',
  roles: ['coordinator', 'worker'],
  answers: 'SK-50: no captures (reach), no transfer, event queue',
  troubles: {
    silent: {
      verdict: 'fault',
      means:
        'A coordinator is known, and its broker lets nobody in: nothing of this device gets on.',
      advice:
        'Look at the service of the coordinator, and at its firewall (the port that mDNS tells).',
    },
  },
  look: async (machine) => {
    const around = await coordinatorsAround(machine);
    if (!around || around.nodes.length === 0) return { notApplicable: 'no coordinator is known' };
    const failed: string[] = [];
    for (const { host, ports } of around.nodes) {
      const code = await handshake(host, ports.mqtt);
      if (code === null) return { ok: `${host}:${ports.mqtt} answers` };
      failed.push(`${host}:${ports.mqtt}: ${code}`);
    }
    return { trouble: 'silent', saw: failed.join(', ') };
  },
});

/** Null once TLS stands; who may do what there is proven by other means. */
function handshake(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, rejectUnauthorized: false });
    const end = (code: string | null) => {
      socket.destroy();
      resolve(code);
    };
    socket.setTimeout(5_000, () => end('ETIMEDOUT'));
    socket.once('secureConnect', () => end(null));
    socket.once('error', (error) => end(codeOf(error) ?? 'UNKNOWN'));
  });
}
