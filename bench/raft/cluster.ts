import type { ChildProcess } from 'node:child_process';
import type { ClientAddress } from './connection.ts';

/** Three members of one kind, on this machine's disk and loopback. */
export interface Cluster {
  readonly kind: 'eyrie' | 'etcd';
  readonly members: readonly Member[];
  /** Waits for one that all agree on. */
  leader(): Promise<Member>;
  /** Starts a member again on its old files and ports. */
  restart(member: Member): Promise<void>;
  /** Loses every packet to and from the member; null where nothing can be cut. */
  readonly cut: Cut | null;
}

export interface Cut {
  off(member: Member): void;
  heal(): void;
}

export interface Member {
  readonly id: number;
  /** Where clients connect. */
  readonly clients: ClientAddress;
  process: ChildProcess;
}

export function pidsOf({ members }: Cluster): number[] {
  return members.map(({ process: { pid } }) => {
    if (pid === undefined) throw new Error('A member has no process.');
    return pid;
  });
}
