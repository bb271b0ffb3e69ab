import { foundingConfState } from '../core/membership.ts';
import { type Prng, prng } from '../core/prng.ts';
import { type Persist, RawNode, type Ready } from '../core/raw-node.ts';
import { NOTHING } from '../core/state.ts';
import { type Index, type Message, type NodeId, type SoftState } from '../core/types.ts';
import { type Recovered, Wal } from '../storage/wal.ts';
import { ApplyLoop } from './apply-loop.ts';
import { NodeFailed, NotLeader, ProposalDropped } from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { type RaftMetrics } from './metrics.ts';
import { Observers } from './observers.ts';
import { type ProposeOptions, type RaftConfig, type RaftNodeOptions } from './options.ts';
import { type Applied, Proposals, refuse } from './proposals.ts';
import { settle } from './settings.ts';
import { Ticker } from './ticker.ts';

export { type Applied } from './proposals.ts';

/** What `status` shows; `role` and `leaderId` are this node's own view and may be outdated. */
export interface RaftStatus extends SoftState {
  readonly id: NodeId;
  readonly voters: readonly NodeId[];
  readonly commitIndex: Index;
  readonly appliedIndex: Index;
  readonly lastIndex: Index;
  /** Set once the node has stopped for good. */
  readonly failure: NodeFailed | null;
}

/** One member of the cluster: the core, its log on disk, its clock and its peers, put together. */
export class RaftNode<Result = unknown> {
  readonly #options: RaftNodeOptions<Result>;
  readonly #config: RaftConfig;
  readonly #core: RawNode;
  readonly #wal: Wal;
  readonly #groupCommit: GroupCommit;
  readonly #proposals: Proposals<Result>;
  readonly #applyLoop: ApplyLoop<Result>;
  readonly #ticker: Ticker;
  readonly #observers = new Observers();
  #isPumping = false;
  #isFlushScheduled = false;
  #isClosed = false;
  #failure: NodeFailed | null = null;
  #leaderChanges = 0;
  #sent = 0;
  #received = 0;
  #refused = 0;
  #shown: SoftState;

  /**
   * Reads the log, then takes part. Resolves before there is a leader, and before what is committed
   * has been applied again.
   * @throws RangeError for options that cannot work.
   * @throws NodeFailed when the directory is another node's, is damaged, or cannot be written.
   */
  static async open<Result>(options: RaftNodeOptions<Result>): Promise<RaftNode<Result>> {
    const config = settle(options);
    const rng = prng(options.seed);
    const { disk, directory, id, clusterId } = options;
    const drawIncarnation = (): string => hex32(rng.next()) + hex32(rng.next());
    let recovered: Recovered;
    try {
      recovered = await Wal.open({ disk, directory, nodeId: id, clusterId, drawIncarnation });
    } catch (error) {
      throw new NodeFailed('The log cannot be opened.', error);
    }
    return new RaftNode(options, config, recovered, rng);
  }

  private constructor(
    options: RaftNodeOptions<Result>,
    config: RaftConfig,
    recovered: Recovered,
    rng: Prng,
  ) {
    const { id, clock, voters, transport } = options;
    this.#options = options;
    this.#config = config;
    this.#wal = recovered.wal;
    this.#core = new RawNode(config, {
      id,
      snapshot: { ...NOTHING, confState: foundingConfState(voters) },
      hardState: recovered.hardState,
      entries: recovered.entries,
      rng,
    });
    this.#shown = this.#core.status();
    this.#proposals = new Proposals(clock);
    this.#applyLoop = new ApplyLoop(options.stateMachine, this.#proposals, clock);
    this.#groupCommit = new GroupCommit(recovered.wal, clock, {
      onDurable: (persists) => this.#onDurable(persists),
      onFailed: (error) => this.#fail('The disk refused a write.', error),
    });
    transport.onMessage((message) => this.#receive(message));
    // Nodes that start together must not tick together.
    const phaseMs = rng.below(config.tickMs);
    this.#ticker = new Ticker(clock, { tickMs: config.tickMs, phaseMs }, (missed) =>
      this.#tick(missed),
    );
    this.#pump();
  }

  /**
   * Resolves when the command is committed on a majority's disks and applied here.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown,
   * NodeFailed (when the node had failed before: surely not applied either).
   */
  async propose(command: Uint8Array, options: ProposeOptions = {}): Promise<Applied<Result>> {
    if (this.#failure) throw this.#failure;
    if (this.#isClosed) throw new ProposalDropped('closed');
    if (command.length > this.#config.commandBytesMax) throw new ProposalDropped('too-large');
    // A copy: the caller may use its buffer again while the command is on its way.
    const applied = this.#proposals.add(command.slice(), options);
    this.#scheduleFlush();
    return applied;
  }

  status(): RaftStatus {
    const { id, role, term, leaderId, confState, ...core } = this.#core.status();
    const { commitIndex, appliedIndex, lastIndex } = core;
    const { voters } = confState;
    const failure = this.#failure;
    return { id, role, term, leaderId, voters, commitIndex, appliedIndex, lastIndex, failure };
  }

  /** Calls back after each change of role, term or known leader; the answer ends it. */
  onChange(callback: (state: SoftState) => void): () => void {
    return this.#observers.onChange(callback);
  }

  /** Calls back once if the node stops for good (at once if it has); the answer ends it. */
  onFailed(callback: (failure: NodeFailed) => void): () => void {
    if (this.#failure) callback(this.#failure);
    return this.#observers.onFailed(callback);
  }

  metrics(): RaftMetrics {
    const core = this.#core.status();
    return {
      role: core.role,
      term: core.term,
      leaderId: core.leaderId,
      commitIndex: core.commitIndex,
      appliedIndex: core.appliedIndex,
      lastIndex: core.lastIndex,
      durableIndex: core.stableIndex,
      leaderChangesTotal: this.#leaderChanges,
      proposalsTotal: this.#proposals.total,
      proposalsFailedTotal: this.#proposals.failed,
      commitLatencyMsSum: this.#proposals.latencyMsSum,
      commitLatencyCount: this.#proposals.latencyCount,
      applyMsSum: this.#applyLoop.applyMsSum,
      appliedEntriesTotal: this.#applyLoop.appliedEntries,
      fsyncTotal: this.#groupCommit.syncs,
      fsyncMsSum: this.#groupCommit.syncMsSum,
      fsyncMsMax: this.#groupCommit.syncMsMax,
      messagesSentTotal: this.#sent,
      messagesReceivedTotal: this.#received,
      messagesRefusedTotal: this.#refused,
      proposalQueueLength: this.#proposals.queueLength,
      pendingProposals: this.#proposals.pending,
      persistQueueLength: this.#groupCommit.queueLength,
      uncommittedBytes: core.uncommittedBytes,
      peers: core.peers,
    };
  }

  /** Finishes the write under way and closes the log. Leaves the transport to its maker. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#ticker.stop();
    this.#proposals.endAll('closed');
    await this.#groupCommit.stop();
    // After a failure the journal has nothing left to finish, and says so once more.
    await this.#wal.close().catch((error: unknown) => {
      if (!this.#failure) throw error;
    });
  }

  get #isEnded(): boolean {
    return this.#isClosed || this.#failure !== null;
  }

  #receive(message: Message): void {
    if (this.#isEnded) return;
    this.#received += 1;
    this.#run(() => {
      if (this.#core.step(message) !== 'ok') this.#refused += 1;
    });
  }

  #tick(missed: number): void {
    if (this.#isEnded) return;
    // A leader that stood still for two election timeouts is one no more, most likely: let it count
    // its quorum afresh before it acts. A follower hears its leader again before it campaigns.
    const stoodStill = missed >= 2 * this.#config.electionTicks;
    const isLeader = this.#core.status().role === 'leader';
    const ticks = stoodStill && isLeader ? 2 * this.#config.electionTicks : 1;
    this.#run(() => {
      for (let count = 0; count < ticks; count += 1) this.#core.tick();
    });
  }

  #onDurable(persists: readonly Persist[]): void {
    if (this.#isEnded) return;
    this.#run(() => {
      for (const { seq, then } of persists) {
        this.#core.onPersisted(seq);
        this.#sendAll(then);
      }
    });
  }

  /** Calls made in one turn of the event loop go into the log together. */
  #scheduleFlush(): void {
    if (this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    queueMicrotask(() => {
      this.#isFlushScheduled = false;
      if (!this.#isEnded) this.#run(() => this.#flush());
    });
  }

  #flush(): void {
    for (;;) {
      const batch = this.#proposals.takeBatch(this.#config.appendBytesMax);
      if (batch.length === 0) return;
      const placed = this.#core.propose(batch.map(({ data }) => data));
      if (placed === 'not-leader') refuse(batch, new NotLeader(this.#core.status().leaderId));
      else if (typeof placed === 'string') refuse(batch, new ProposalDropped(placed));
      else this.#proposals.place(batch, placed.index, placed.term);
    }
  }

  /** One event and all that follows from it. Any exception is a defect, and ends the node. */
  #run(event: () => void): void {
    try {
      event();
    } catch (error) {
      this.#fail('The node broke one of its rules.', error);
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    try {
      while (!this.#isEnded && this.#core.hasReady()) this.#perform(this.#core.ready());
    } catch (error) {
      this.#fail('Applying a command or telling an observer failed.', error);
    } finally {
      this.#isPumping = false;
    }
  }

  #perform(ready: Ready): void {
    this.#sendAll(ready.messages);
    if (ready.persist) this.#groupCommit.add(ready.persist);
    const last = ready.committed.at(-1);
    if (last) {
      this.#applyLoop.apply(ready.committed);
      this.#core.onApplied(last.index);
    }
    if (ready.soft) this.#show(ready.soft);
  }

  #show(state: SoftState): void {
    if (state.leaderId !== this.#shown.leaderId) this.#leaderChanges += 1;
    this.#shown = state;
    this.#observers.tellChange(state);
  }

  #sendAll(messages: readonly Message[]): void {
    this.#sent += messages.length;
    for (const message of messages) this.#options.transport.send(message);
  }

  #fail(what: string, cause: unknown): void {
    if (this.#failure) return;
    const failure = new NodeFailed(what, cause);
    this.#failure = failure;
    this.#ticker.stop();
    this.#proposals.endAll({ failure });
    // Not awaited: the write that failed may be the caller.
    void this.#groupCommit.stop();
    this.#observers.tellFailed(failure);
  }
}

function hex32(value: number): string {
  return value.toString(16).padStart(8, '0');
}
