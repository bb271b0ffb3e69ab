import type { Directory, NodePorts } from '@eyrie/discovery';
import { version } from '@eyrie/platform';
import type { SoftState } from '@eyrie/raft';

/** What this node says of itself in the network, kept true through every change of role and port. */
export class Advertisement {
  readonly #directory: Pick<Directory, 'publish'>;
  readonly #self: { readonly nodeId: string; readonly epoch: number; readonly host: string };
  #role: SoftState['role'] = 'follower';
  #term = 0;
  #ports: NodePorts;
  #last = '';

  constructor(
    directory: Pick<Directory, 'publish'>,
    self: {
      readonly nodeId: number;
      readonly siteEpoch: number;
      readonly host: string;
      readonly raftPort: number;
    },
  ) {
    this.#directory = directory;
    this.#self = { nodeId: String(self.nodeId), epoch: self.siteEpoch, host: self.host };
    this.#ports = { raft: self.raftPort, mqtt: 0, relay: 0 };
  }

  /** The address or name under which others reach this node. */
  get host(): string {
    return this.#self.host;
  }

  raftChanged({ role, term }: Pick<SoftState, 'role' | 'term'>): void {
    this.#role = role;
    this.#term = term;
    this.publish();
  }

  /** Null: broker and relay are closed. */
  dutiesChanged(ports: { readonly mqtt: number; readonly relay: number } | null): void {
    this.#ports = { ...this.#ports, mqtt: ports?.mqtt ?? 0, relay: ports?.relay ?? 0 };
    this.publish();
  }

  publish(): void {
    const said = {
      ...this.#self,
      // A leader whose broker is not open yet, or was fenced, is of no use to a worker.
      role: this.#role === 'leader' && this.#ports.mqtt === 0 ? ('unknown' as const) : this.#role,
      term: this.#term,
      version,
      ports: this.#ports,
    };
    const text = JSON.stringify(said);
    if (text === this.#last) return;
    this.#last = text;
    this.#directory.publish(said);
  }
}
