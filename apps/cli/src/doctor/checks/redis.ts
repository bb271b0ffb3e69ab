import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { codeOf, reasonOf } from '../../explain.ts';
import { check } from '../check.ts';

export const redis = check({
  id: 'redis',
  looksAt: 'Redis, by which the replicas of the cloud wake each other',
  roles: ['server'],
  answers: 'SK-50: event queue',
  troubles: {
    away: {
      verdict: 'warning',
      means:
        'Replicas ask Postgres in place of it: events come a little later, and nothing is lost.',
      advice: 'Start Redis, and look at host and port in REDIS_URL.',
    },
    refuses: {
      verdict: 'warning',
      means: 'Redis answers, and lets nobody in with that password.',
      advice: 'Put the password of requirepass into REDIS_URL.',
    },
  },
  look: async ({ environment }) => {
    const url = URL.parse(environment['REDIS_URL'] ?? '');
    if (!url) return { notApplicable: 'REDIS_URL is not set: one replica needs none' };
    const answer = await ping(url).catch((error: unknown) => ({ code: codeOf(error) }));
    const where = `${url.hostname}:${url.port === '' ? 6379 : url.port}`;
    if (typeof answer !== 'string') {
      return {
        trouble: 'away',
        saw: `${where}: ${reasonOf(answer.code) ?? answer.code ?? 'silent'}`,
      };
    }
    return answer.includes('+PONG')
      ? { ok: `${where} answers` }
      : { trouble: 'refuses', saw: `${where}: ${answer.split('\r\n')[0] ?? ''}` };
  },
});

/** What Redis answers to a PING, after its password where the URL has one (RESP, inline commands). */
function ping(url: URL): Promise<string> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? 6379 : Number(url.port);
  return new Promise((resolve, reject) => {
    const socket =
      url.protocol === 'rediss:'
        ? connectTls({ host, port, servername: host })
        : connect({ host, port });
    let said = '';
    socket.setTimeout(5_000, () =>
      socket.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })),
    );
    socket.once('error', reject);
    socket.once(url.protocol === 'rediss:' ? 'secureConnect' : 'connect', () => {
      socket.write([...login(url), bulk('PING'), bulk('QUIT')].join(''));
    });
    socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
    socket.once('close', () => resolve(said));
  });
}

function login({ username, password }: URL): string[] {
  if (password === '') return [];
  const words = [username, password].filter((word) => word !== '').map(decodeURIComponent);
  return [bulk('AUTH', ...words)];
}

function bulk(...words: readonly string[]): string {
  const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${parts.join('')}`;
}
