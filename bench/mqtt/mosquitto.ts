import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import type { Peer } from '../harness/peers.ts';
import type { Program, ProcessGroup } from '../harness/process-group.ts';
import { freePorts, until } from '../harness/wait.ts';

/** mosquitto with the same mutual TLS, the name taken from the certificate, nothing kept on disk. */
export async function startMosquitto(
  processes: ProcessGroup,
  mosquitto: Peer,
  { folder, tls }: { folder: string; tls: IssuedIdentity },
): Promise<{ program: Program; port: number }> {
  const [port = 0] = await freePorts(1);
  await mkdir(folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  await Promise.all([
    writeFile(file('ca.pem'), tls.ca),
    writeFile(file('cert.pem'), tls.cert),
    writeFile(file('key.pem'), tls.key, { mode: 0o600 }),
  ]);
  const lines = [
    `listener ${port} 127.0.0.1`,
    ...[`cafile ${file('ca.pem')}`, `certfile ${file('cert.pem')}`, `keyfile ${file('key.pem')}`],
    ...['require_certificate true', 'use_identity_as_username true', 'allow_anonymous false'],
    ...['persistence false', 'log_type error', 'set_tcp_nodelay true'],
    // As root it would give up its rights, and then could not read the key.
    ...(process.getuid?.() === 0 ? ['user root'] : []),
  ];
  await writeFile(file('mosquitto.conf'), `${lines.join('\n')}\n`);
  const program = processes.spawn(mosquitto.path, ['-c', file('mosquitto.conf')]);
  await until('mosquitto', () => isListening(port), { withinMs: 5_000 }).catch((error: unknown) => {
    throw new Error(`mosquitto did not come up: ${program.lastWords()}`, { cause: error });
  });
  return { program, port };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
