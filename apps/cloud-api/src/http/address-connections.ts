import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { clientKey } from './client-address.ts';

/**
 * Bounds the connections of one address, before a byte of theirs is read. Behind proxies that are trusted
 * it does nothing: their connections carry everybody's requests, and counting is theirs.
 */
export function boundConnections(
  server: Server,
  { most, trustedProxies }: { most: number; trustedProxies: number },
): void {
  if (trustedProxies > 0) return;
  const open = new Map<string, number>();
  server.prependListener('connection', (socket: Socket) => {
    const key = clientKey(socket.remoteAddress ?? '');
    const count = (open.get(key) ?? 0) + 1;
    if (count > most) {
      socket.destroy();
      return;
    }
    open.set(key, count);
    socket.once('close', () => {
      const rest = (open.get(key) ?? 1) - 1;
      if (rest === 0) open.delete(key);
      else open.set(key, rest);
    });
  });
}
