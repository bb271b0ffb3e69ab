import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { idFromUuid } from '@eyrie/contracts';
import { TestSiteCa, type IssuedIdentity } from '@eyrie/identity/testing';
import type { BenchContext } from '../harness/bench.ts';
import type { NodeChild } from '../harness/node-child.ts';
import type { Peer } from '../harness/peers.ts';
import type { BrokerRequest } from './broker-process.ts';
import { startMosquitto } from './mosquitto.ts';

/** A site's devices with their certificates, and a coordinator. */
export interface Site {
  readonly id: string;
  readonly coordinator: IssuedIdentity;
  readonly devices: readonly { readonly id: string; readonly identity: IssuedIdentity }[];
}

export interface Broker {
  readonly kind: 'eyrie' | 'aedes' | 'mosquitto';
  readonly port: number;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Messages that its process took in; null where it cannot be asked. */
  consumed(): Promise<number | null>;
  /** Frees what is no longer needed, where that can be asked for. */
  collect(): Promise<void>;
}

export async function foundSite(size: number): Promise<Site> {
  const ca = await TestSiteCa.create();
  const newDevice = async () => {
    const id = idFromUuid('device', randomUUID());
    return { id, identity: await ca.issue(id) };
  };
  const { identity: coordinator } = await newDevice();
  const devices = await Promise.all(Array.from({ length: size }, newDevice));
  return { id: idFromUuid('site', randomUUID()), coordinator, devices };
}

export async function startBroker(
  { processes, folder }: BenchContext,
  site: Site,
  kind: 'eyrie' | 'aedes' | Peer,
): Promise<Broker> {
  if (typeof kind !== 'string') {
    const place = { folder: path.join(folder, `mosquitto-${randomUUID()}`), tls: site.coordinator };
    const { program, port } = await startMosquitto(processes, kind, place);
    return {
      ...{ kind: 'mosquitto', port, pid: program.pid, process: program.process },
      consumed: () => Promise.resolve(null),
      collect: () => Promise.resolve(),
    };
  }
  const module = path.join(import.meta.dirname, 'broker-process.ts');
  const child: NodeChild = processes.fork(module, { nodeArguments: ['--expose-gc'] });
  const request: BrokerRequest = {
    kind,
    siteId: site.id,
    members: site.devices.map(({ id }) => id),
    tls: site.coordinator,
  };
  const port = await child.ask<number>('start', request);
  return {
    ...{ kind, port, pid: child.pid, process: child.process },
    consumed: () => child.ask<number>('consumed'),
    collect: () => child.ask('collect'),
  };
}
