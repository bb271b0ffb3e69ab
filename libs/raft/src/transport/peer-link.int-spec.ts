import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Identity, TestAuthority } from '../../testing/certificates.ts';
import { until } from '../../testing/until.ts';
import type { Message } from '../core/types.ts';
import { TlsTransport } from './tls-transport.ts';

const BEAT = { type: 'heartbeat', term: 1, commit: 0, epoch: 1, readPosition: 0 } as const;
const REPLY = { type: 'heartbeat-reply', term: 1, epoch: 1, readPosition: 0 } as const;

/** A wire whose present connections can go dead: nothing passes, and nobody is told. */
class Wire {
  readonly #server: Server;
  readonly #passing = new Set<Socket>();
  readonly #sockets = new Set<Socket>();

  constructor(target: () => number) {
    this.#server = createServer((near) => {
      const far = connect(target(), '127.0.0.1');
      for (const [from, to] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(from);
        this.#passing.add(from);
        from.on('error', () => undefined);
        from.on('close', () => to.destroy());
        from.on('data', (chunk: Buffer) => {
          if (this.#passing.has(from)) to.write(chunk);
        });
      }
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return (this.#server.address() as AddressInfo).port;
  }

  goDead(): void {
    this.#passing.clear();
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}

describe('a connection between members', () => {
  let near: TlsTransport;
  let far: TlsTransport;
  let wire: Wire;
  let received: number;
  let answers: boolean;
  let beating: NodeJS.Timeout;

  beforeEach(async () => {
    const authority = await TestAuthority.found('site-1 CA');
    let nearPort = 0;
    let wirePort = 0;
    const open = async (id: 1 | 2, identity: Identity): Promise<TlsTransport> =>
      TlsTransport.listen({
        id,
        clusterId: 'site-1',
        listen: { host: '127.0.0.1', port: 0 },
        ca: authority.ca,
        ...identity,
        resolve: (peer) => ({ host: '127.0.0.1', port: peer === 2 ? wirePort : nearPort }),
        authorise: (commonName, claimed) => commonName === `node-${claimed}`,
        silentMs: 300,
        seed: id,
      });
    near = await open(1, await authority.issue('node-1'));
    far = await open(2, await authority.issue('node-2'));
    nearPort = near.port;
    wire = new Wire(() => far.port);
    wirePort = await wire.listen();
    received = 0;
    answers = true;
    near.onMessage(() => undefined);
    far.onMessage((message: Message) => {
      received += 1;
      if (answers) far.send({ ...REPLY, from: 2, to: message.from });
    });
    beating = setInterval(() => near.send({ ...BEAT, from: 1, to: 2 }), 20);
    await until('a heartbeat', () => received > 0);
  });

  afterEach(async () => {
    clearInterval(beating);
    wire.close();
    await near.close();
    await far.close();
  });

  it('that went dead without a word is replaced', async () => {
    wire.goDead();
    const before = received;
    await until('a heartbeat over a new connection', () => received > before + 5);
    expect(near.counters()).toMatchObject({ linksRenewed: 1, dials: 2 });
  });

  it('that was idle is replaced, and carries what is said meanwhile', async () => {
    clearInterval(beating);
    await sleep(400);
    wire.goDead();
    const before = received;
    near.send({ ...BEAT, from: 1, to: 2 });
    await until('the heartbeat, said once', () => received > before);
    expect(near.counters()).toMatchObject({ linksRenewed: 1, dials: 2 });
  });

  it('stays while the peer is heard of, whatever else is silent', async () => {
    const before = received;
    await until('many heartbeats', () => received > before + 50);
    expect(near.counters()).toMatchObject({ linksRenewed: 0, dials: 1 });
    // It hears everything and says nothing: that is no connection to trust.
    answers = false;
    await until('a new connection', () => near.counters().dials > 1);
  });

  it('is not waited for once a peer that was not there speaks', async () => {
    answers = false;
    wire.close();
    await until('a long pause after dials in vain', () => near.counters().dialsFailed >= 4);
    clearInterval(beating);
    const dials = await new Promise<[number, number]>((resolve) => {
      near.onMessage(() => {
        const before = near.counters().dials;
        near.send({ ...BEAT, from: 1, to: 2 });
        resolve([before, near.counters().dials]);
      });
      far.send({ ...REPLY, from: 2, to: 1 });
    });
    expect(dials[1]).toBe(dials[0] + 1);
  });
});
