import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { IssuedIdentity } from '@eyrie/identity/testing';
import { createLogger } from '@eyrie/platform';
import { Aedes } from 'aedes';
import { Registry } from 'prom-client';
import { SiteBroker } from '../../apps/edge-coordinator/src/broker/site-broker.ts';
import { BrokerCounters } from '../../apps/edge-coordinator/src/metrics/counters.ts';
import { RareLog } from '../../apps/edge-coordinator/src/metrics/rare-log.ts';
import { answerRequests } from '../harness/node-child.ts';

export interface BrokerRequest {
  readonly kind: 'eyrie' | 'aedes';
  readonly siteId: string;
  readonly members: readonly string[];
  readonly tls: IssuedIdentity;
}

const host = '127.0.0.1';
let consumed = 0;

answerRequests({
  start: (request: BrokerRequest): Promise<number> =>
    request.kind === 'eyrie' ? startEyrie(request) : startAedes(request),
  /** Messages that the process itself has taken in, as the uplink would. */
  consumed: (): number => consumed,
  /** Leaves nothing behind that a collection would free, where the process was told to allow it. */
  collect: (): void => {
    globalThis.gc?.();
  },
});

async function startEyrie({ siteId, members, tls }: BrokerRequest): Promise<number> {
  const known = new Set(members);
  const broker = await SiteBroker.start({
    siteId,
    host,
    port: 0,
    tls,
    isMember: (deviceId) => known.has(deviceId),
    onMessage: () => {
      consumed += 1;
    },
    onPresence: () => undefined,
    counters: new BrokerCounters(new Registry()),
    rareLog: new RareLog(createLogger({ name: 'bench-broker', level: 'warn' }, process.stderr)),
    // Every limit is in force and counted; those that exist to stop a flood let this one pass.
    limits: {
      socketsMax: 2_048,
      socketsPerAddressMax: 2_048,
      packetsPerSecond: 1_000_000,
      packetsBurst: 1_000_000,
    },
  });
  return broker.port;
}

/** aedes as it comes, behind the same mutual TLS; who may do what is not asked. */
async function startAedes({ tls }: BrokerRequest): Promise<number> {
  const aedes = await Aedes.createBroker({
    published: (_packet, client, done) => {
      // Its own announcements have no client.
      if ((client as unknown) !== null) consumed += 1;
      done(null);
    },
  });
  const server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    (socket) => {
      socket.on('error', () => undefined);
      aedes.handle(socket);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}
