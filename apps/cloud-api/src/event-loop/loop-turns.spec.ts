import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { LoopTurns } from './loop-turns.ts';

describe('turns of the event loop', () => {
  it('are had one in each round, in the order in which they were asked for', async () => {
    const turns = new LoopTurns();
    const order: string[] = [];
    const pieces = ['a', 'b', 'c'].map((name) => turns.take().then(() => order.push(name)));
    let isOver = false;
    const tick = () => {
      if (isOver) return;
      order.push('-');
      setImmediate(tick);
    };
    setImmediate(tick);
    await Promise.all(pieces);
    isOver = true;
    expect(order.filter((one) => one !== '-')).toEqual(['a', 'b', 'c']);
    expect(order.join('')).toMatch(/a-+b-+c/);
  });

  it('let in between what has arrived', async () => {
    const turns = new LoopTurns();
    const order: string[] = [];
    const server = createServer((socket) => socket.on('data', () => order.push('small')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    try {
      const piece = async (name: string) => {
        await turns.take();
        order.push(name);
        // It arrives while the first piece is at work.
        if (name === 'first') socket.write('x');
        for (const until = performance.now() + 20; performance.now() < until;);
      };
      const names = ['first', ...Array.from({ length: 20 }, (_, index) => `piece ${index}`)];
      await Promise.all(names.map(piece));
      expect(order.indexOf('small')).toBeGreaterThan(0);
      expect(order.indexOf('small')).toBeLessThan(order.length - 1);
    } finally {
      socket.destroy();
      server.close();
    }
  });
});
