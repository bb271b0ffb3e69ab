import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { readFileIfThere, writePrivateFile, type FleetHome } from './fleet-home.ts';

/**
 * The port of the fleet's own Postgres: a free one, kept over restarts so that the cloud finds the
 * database where it was. Another is taken only where the old one has been lost to somebody else.
 */
export async function choosePostgresPort(home: FleetHome): Promise<number> {
  const file = path.join(home.data('postgres'), 'port');
  const known = Number(readFileIfThere(file) ?? 0);
  const port = (known > 0 && (await tryPort(known))) || (await tryPort(0));
  if (port === 0) throw new Error('This machine has no free port on 127.0.0.1.');
  writePrivateFile(file, `${port}\n`);
  return port;
}

/** The port that could be had, 0 where none could. */
async function tryPort(port: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => {
      resolve(0);
    });
    server.listen(port, '127.0.0.1', () => {
      const { port: taken } = server.address() as AddressInfo;
      server.close(() => {
        resolve(taken);
      });
    });
  });
}
