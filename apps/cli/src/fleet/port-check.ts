import { createServer } from 'node:net';
import { CommandFailure } from '../failure.ts';

/** Refuses in a sentence where a port cannot be had, before anything is started. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        new CommandFailure(
          error.code === 'EADDRINUSE'
            ? `Port ${port} on ${host} is in use by another program, so the dashboard cannot listen there. ` +
                `Stop that program, or choose another port: PORT=${port + 1} npm start`
            : `Port ${port} on ${host} cannot be opened: ${error.message}. Choose another: PORT=3000 npm start`,
        ),
      );
    });
    server.listen(port, host, () => {
      server.close(() => {
        resolve();
      });
    });
  });
}
