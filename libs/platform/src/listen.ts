import type { Server } from 'node:net';

/** A port could not be had. The message says which, what for, and what to do. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
}

/** Listens, or rejects with `PortUnavailable`. `purpose` completes "for …". */
export async function listen(
  server: Server,
  { host, port, purpose }: { host: string; port: number; purpose: string },
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(explainListenError(error, { host, port, purpose }));
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

/** Puts a listen error into a sentence that says what to do. */
export function explainListenError(
  error: NodeJS.ErrnoException,
  { host, port, purpose }: { host: string; port: number; purpose: string },
): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new PortUnavailable(
        `Port ${port} on ${host}, needed for ${purpose}, is in use by another program. ` +
          'Stop that program or choose another port.',
        { cause: error },
      );
    case 'EACCES':
      return new PortUnavailable(
        `Port ${port} on ${host}, needed for ${purpose}, may not be opened by this user. ` +
          'Choose a port above 1023.',
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
      return new PortUnavailable(
        `The address ${host}, needed for ${purpose}, is not one of this machine. Check the host setting.`,
        { cause: error },
      );
    case undefined:
    default:
      return error;
  }
}
