import type { SiteManifest } from '@eyrie/contracts';
import type { Consensus } from '../consensus/consensus.ts';
import type { Authority } from '../site-state/authority.ts';
import { encodeCommand, type SiteCommand } from '../site-state/command.ts';
import { decodeAnswer, type SiteStateMachine } from '../site-state/site-state-machine.ts';
import type { ResultOf, SiteState } from '../site-state/site-state.ts';

/** A leader without a Raft group: what it proposes is applied at once, as in a cluster of one. */
export class LoneConsensus implements Pick<
  Consensus,
  'authority' | 'status' | 'metrics' | 'adopt' | 'decide' | 'decideOnce' | 'read'
> {
  readonly #machine: SiteStateMachine;
  readonly #self: { readonly nodeId: number; readonly term: number };
  #index = 0;
  /** Log time; a test moves it. */
  logTimeMs = 0;

  constructor(machine: SiteStateMachine, self: { readonly nodeId: number; readonly term: number }) {
    this.#machine = machine;
    this.#self = self;
  }

  /** As the cloud's manifests are taken for here. */
  get authority(): Authority {
    const { current } = this.#machine.state.authorities;
    if (current === null) throw new Error('The site is not founded.');
    const { organisationId, keyFingerprint, cloudUrl } = current;
    return { organisationId, keyFingerprint, cloudUrl };
  }

  status(): ReturnType<Consensus['status']> {
    const { nodeId: id, term } = this.#self;
    const index = this.#index;
    return {
      ...{ id, role: 'leader', term, leaderId: id, voters: [id], transferringTo: null },
      ...{ commitIndex: index, appliedIndex: index, lastIndex: index, snapshotIndex: 0 },
      confState: {
        ...{ index: 0, voters: [id], votersOutgoing: [], learners: [], learnersNext: [] },
        ...{ autoLeave: false, identities: [], retired: [], heldLearners: [] },
      },
      ...{ incarnation: '0123456789abcdef', disk: 'fit', peers: {}, failure: null },
    };
  }

  metrics(): ReturnType<Consensus['metrics']> {
    return { peers: {} } as ReturnType<Consensus['metrics']>;
  }

  async adopt(manifest: SiteManifest): Promise<void> {
    const { foundingVoters } = manifest;
    if (foundingVoters === null) return;
    await this.decide({
      form: 1,
      type: 'adopt-manifest',
      manifest: { ...manifest, foundingVoters },
    });
  }

  decide<Command extends SiteCommand>(command: Command): Promise<ResultOf<Command['type']>> {
    this.#index += 1;
    const [answer] = this.#machine.apply([
      {
        index: this.#index,
        term: this.#self.term,
        data: encodeCommand(command),
        timeMs: this.logTimeMs,
      },
    ]);
    return Promise.resolve(decodeAnswer<Command['type']>(answer as Uint8Array));
  }

  decideOnce<Command extends SiteCommand>(command: Command): Promise<ResultOf<Command['type']>> {
    return this.decide(command);
  }

  read<T>(read: (state: SiteState) => T): Promise<T> {
    return Promise.resolve(read(this.#machine.state));
  }
}
