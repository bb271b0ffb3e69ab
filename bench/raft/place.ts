import { NamespaceNetwork } from '../../libs/raft/testing/processes/network.ts';
import { Undo } from '../../libs/raft/testing/processes/undo.ts';
import type { ProcessGroup } from '../harness/process-group.ts';
import { freePorts } from '../harness/wait.ts';
import type { Cut, Member } from './cluster.ts';
import type { ClientAddress } from './connection.ts';

/** Where a cluster's members live. */
export interface Place {
  readonly peers: ReadonlyMap<number, ClientAddress>;
  readonly clients: ReadonlyMap<number, ClientAddress>;
  /** A command that runs another one where the member lives. */
  prefix(id: number): readonly string[];
  readonly cut: Cut | null;
  /** Takes away what was made for it. */
  remove(): void;
}

/** All on loopback. */
export async function loopback(ids: readonly number[]): Promise<Place> {
  const ports = await freePorts(2 * ids.length);
  const at = (offset: number) =>
    new Map(ids.map((id, nth) => [id, { host: '127.0.0.1', port: ports[offset + nth] ?? 0 }]));
  return {
    peers: at(0),
    clients: at(ids.length),
    prefix: () => [],
    cut: null,
    remove: () => undefined,
  };
}

/** Each in a network namespace of its own, on one switch. @throws NoNamespaces */
export function namespaces(processes: ProcessGroup, ids: readonly number[]): Place {
  const undo = new Undo();
  processes.onEnd(() => {
    undo.run();
    return Promise.resolve();
  });
  const network = new NamespaceNetwork(ids, undo, { isSeenByHost: true });
  const at = (port: number) =>
    new Map(ids.map((id) => [id, { host: network.address(id).host, port }]));
  const cut: Cut = {
    off: ({ id }: Member) => {
      network.cutIn(id);
      network.cutOut(id);
    },
    heal: () => network.heal(),
  };
  const remove = (): void => undo.run();
  return { peers: at(7400), clients: at(7401), prefix: (id) => network.prefix(id), cut, remove };
}
