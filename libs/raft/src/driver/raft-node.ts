import type { ConfChange } from '../core/membership.ts';
import { type Prng, prng } from '../core/prng.ts';
import { RawNode } from '../core/raw-node.ts';
import type { Persist, Ready } from '../core/ready.ts';
import type { Fitness } from '../core/state.ts';
import type {
  ConfState,
  Incarnation,
  Message,
  NodeId,
  SnapshotMeta,
  SoftState,
} from '../core/types.ts';
import type { Wal } from '../storage/wal.ts';
import { ApplyLoop } from './apply-loop.ts';
import { CommandCopies } from './command-copies.ts';
import { ConfChanges } from './conf-changes.ts';
import { DiskGuard } from './disk-guard.ts';
import {
  LogRegressed,
  type NodeFailed,
  NotLeader,
  ProposalDropped,
  ReadRefused,
  TransferFailed,
} from './errors.ts';
import { GroupCommit } from './group-commit.ts';
import { latestAnswers } from './latest-answers.ts';
import { Lifetime } from './lifetime.ts';
import { MemberCommands } from './member-commands.ts';
import { FitnessSources } from './fitness-sources.ts';
import { gatherMetrics, noTraffic, type RaftMetrics } from './metrics.ts';
import { Observers } from './observers.ts';
import { type OpenedLog, openLog } from './open-log.ts';
import type {
  MemberChangeOptions,
  ProposeOptions,
  RaftConfig,
  RaftNodeOptions,
  WaitOptions,
} from './options.ts';
import { Intake } from './intake.ts';
import { type Applied, Proposals } from './proposals.ts';
import { Pump } from './pump.ts';
import { Reads } from './reads.ts';
import { settle } from './settings.ts';
import { isTimely, Snapshots } from './snapshots.ts';
import { type RaftStatus, statusOf } from './status.ts';
import { Ticker } from './ticker.ts';
import { Transfers } from './transfers.ts';

export { type Applied } from './proposals.ts';

/** One member of the cluster: the core, its log on disk, its clock and its peers, put together. */
export class RaftNode<Result = unknown> extends MemberCommands {
  /** Tells this disk from all others that had the same id. */
  readonly incarnation: Incarnation;
  readonly #options: RaftNodeOptions<Result>;
  readonly #config: RaftConfig;
  readonly #core: RawNode;
  readonly #pump: Pump;
  readonly #wal: Wal;
  readonly #groupCommit: GroupCommit;
  readonly #proposals: Proposals<Result>;
  readonly #applyLoop: ApplyLoop<Result>;
  readonly #ticker: Ticker;
  readonly #guard: DiskGuard;
  readonly #fitness: FitnessSources;
  readonly #reads: Reads;
  readonly #intake: Intake<Result>;
  readonly #confChanges: ConfChanges;
  readonly #transfers: Transfers;
  readonly #snapshots: Snapshots;
  readonly #observers = new Observers();
  readonly #life = new Lifetime();
  readonly #commands = new CommandCopies();
  readonly #traffic = noTraffic();
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
    return new RaftNode(options, config, await openLog(options, rng), rng);
  }

  private constructor(
    options: RaftNodeOptions<Result>,
    config: RaftConfig,
    recovered: OpenedLog,
    rng: Prng,
  ) {
    super();
    const { id, clock, transport } = options;
    const { incarnation, snapshot, hardState, entries } = recovered;
    this.#options = options;
    this.#config = config;
    this.incarnation = incarnation;
    this.#wal = recovered.wal;
    this.#core = new RawNode(config, { id, incarnation, snapshot, hardState, entries, rng });
    this.#shown = this.#core.status();
    this.#pump = new Pump(this.#core, {
      isEnded: () => this.#life.isEnded,
      perform: (ready) => this.#perform(ready),
      onFailed: (what, error) => this.#fail(what, error),
    });
    this.#proposals = new Proposals(clock);
    this.#applyLoop = new ApplyLoop(options.stateMachine, this.#proposals, clock);
    this.#groupCommit = new GroupCommit(recovered.wal, clock, {
      onDurable: (persists) => this.#onDurable(persists),
      onFailed: (error) => this.#fail('The disk refused a write.', error),
      onFull: () => this.#guard.onFull(),
      onWritten: (startedAtMs) => this.#guard.onWritten(startedAtMs),
    });
    const { diskLowWaterBytes: lowWaterBytes, slowWriteTicks, tickMs } = config;
    const { disk, directory } = options;
    const watched = { disk, directory, clock, lowWaterBytes, slowWriteMs: slowWriteTicks * tickMs };
    this.#guard = new DiskGuard(watched, this.#groupCommit, {
      onFitness: (fitness) => this.#fitness.say('disk', fitness),
      onFailed: (error) => this.#fail('The disk refused a probe.', error),
    });
    this.#fitness = new FitnessSources((fitness) =>
      this.#pump.runUnlessEnded(() => this.#core.setFitness(fitness)),
    );
    this.#reads = new Reads(clock, (token) => this.#core.readIndex(token), config.electionTicks);
    this.#intake = new Intake({
      core: this.#core,
      pump: this.#pump,
      proposals: this.#proposals,
      reads: this.#reads,
      clock,
      batchBytesMax: config.appendBytesMax,
    });
    this.#confChanges = new ConfChanges(clock);
    this.#transfers = new Transfers(() => this.#core.status());
    this.#snapshots = this.#wireSnapshots(snapshot);
    transport.onMessage((message) => this.#receive(message));
    // Nodes that start together must not tick together.
    const phaseMs = rng.below(config.tickMs);
    this.#ticker = new Ticker(clock, { tickMs: config.tickMs, phaseMs }, (missed) =>
      this.#tick(missed),
    );
    this.#pump.drain();
  }

  /**
   * Resolves when the command is committed on a majority's disks and applied here.
   * @throws NotLeader, ProposalDropped (both: surely not applied), ProposalOutcomeUnknown,
   * NodeFailed (when the node had failed before: surely not applied either).
   */
  async propose(command: Uint8Array, options: ProposeOptions = {}): Promise<Applied<Result>> {
    this.#life.requireUsable();
    if (command.length > this.#config.commandBytesMax) throw new ProposalDropped('too-large');
    const applied = this.#proposals.add(this.#commands.copy(command), options);
    this.#intake.schedule();
    return applied;
  }

  /**
   * Calls `read` on this node's state machine once it holds everything that was acknowledged, by
   * anybody, before this call. At a follower it costs a message to the leader and back.
   * @throws ReadRefused
   */
  async read<T>(read: () => T, options: WaitOptions = {}): Promise<T> {
    if (this.#life.failure) throw this.#life.failure;
    if (this.#life.isClosed) throw new ReadRefused('closed');
    const answer = this.#reads.add(read, options);
    this.#intake.schedule();
    return answer;
  }

  async changeMembers(
    changes: readonly ConfChange[],
    options: MemberChangeOptions = {},
  ): Promise<ConfState> {
    this.#life.requireUsable();
    const { confState } = this.#core.status();
    const { expectedConfIndex = confState.index } = options;
    const placed = this.#pump.run(() =>
      this.#core.proposeConfChange({ changes, transition: 'auto', expectedConfIndex }),
    );
    this.#life.requireUsable();
    if (placed === undefined) throw new ProposalDropped('closed');
    if (placed === 'not-leader') throw new NotLeader(this.#shown.leaderId);
    return this.#confChanges.wait(placed, options);
  }

  /**
   * Hands leadership to a voter, by default to the one that has most; resolves when this node leads
   * no more. Proposals are refused meanwhile.
   * @throws NotLeader, TransferFailed
   */
  async transferLeader(to?: NodeId): Promise<void> {
    const target = to ?? this.#core.findSuccessor();
    if (this.#life.isEnded) throw new TransferFailed('closed');
    if (this.#core.status().role !== 'leader') throw new NotLeader(this.#shown.leaderId);
    if (target === null) throw new TransferFailed('unreachable');
    const result = this.#pump.run(() => this.#core.transferLeader(target));
    if (result !== 'ok' && result !== 'not-leader') throw new TransferFailed(result ?? 'closed');
    this.#traffic.transfers += 1;
    await this.#transfers.wait().catch((error: unknown) => {
      this.#traffic.transfersFailed += 1;
      throw error;
    });
  }

  /** Takes a snapshot now and shortens the log by it; nothing where snapshots are not possible. */
  async snapshot(): Promise<void> {
    const { appliedIndex, snapshotIndex } = this.#core.status();
    if (!this.#snapshots.isAble || this.#life.isEnded || appliedIndex === snapshotIndex) return;
    await this.#snapshots.take(this.#core.snapshotNow());
  }

  /**
   * What its owner knows of this node: an unfit leader hands over, an unfit follower refuses entries
   * alone. What its disk allows counts besides, so that it is fit where both say so.
   */
  setFitness(fitness: Fitness): void {
    this.#fitness.say('owner', fitness);
  }

  status(): RaftStatus {
    const { incarnation } = this;
    const own = { incarnation, disk: this.#guard.state, failure: this.#life.failure };
    return statusOf(this.#core.status(), own);
  }

  /** Who takes part, as applied here; its `index` is what a change of members may name. */
  get configuration(): ConfState {
    return this.#core.confState;
  }

  /** Calls back after each change of role, term or known leader; the answer ends it. */
  onChange(callback: (state: SoftState) => void): () => void {
    return this.#observers.onChange(callback);
  }

  /** Calls back once if the node stops for good (at once if it has); the answer ends it. */
  onFailed(callback: (failure: NodeFailed) => void): () => void {
    if (this.#life.failure) callback(this.#life.failure);
    return this.#observers.onFailed(callback);
  }

  metrics(): RaftMetrics {
    return gatherMetrics({
      core: this.#core.status(),
      proposals: this.#proposals,
      applyLoop: this.#applyLoop,
      groupCommit: this.#groupCommit,
      wal: this.#wal,
      snapshots: this.#snapshots,
      reads: this.#reads,
      guard: this.#guard,
      confChanges: this.#confChanges,
      traffic: this.#traffic,
    });
  }

  /**
   * Finishes the write under way and closes the log; with `transfer` a leader tries to hand over
   * first, for an election timeout at most. Leaves the transport to its maker.
   */
  async close(options: { readonly transfer?: boolean } = {}): Promise<void> {
    if (options.transfer) await this.transferLeader().catch(() => undefined);
    if (this.#life.isClosed) return;
    this.#life.close();
    this.#ticker.stop();
    this.#proposals.endAll('closed');
    this.#endWaiting('closed');
    await this.#snapshots.stop();
    await this.#guard.stop();
    await this.#groupCommit.stop();
    // After a failure the journal has nothing left to finish, and says so once more.
    await this.#wal.close().catch((error: unknown) => {
      if (!this.#life.failure) throw error;
    });
  }

  #wireSnapshots(latest: SnapshotMeta): Snapshots {
    const { stateMachine: machine, snapshots: store, transport } = this.#options;
    const { snapshotEntries: everyEntries, retainedEntries } = this.#config;
    const core = this.#core;
    const tell = (event: () => void): void => this.#pump.runUnlessEnded(event);
    const onNoSpace = (): void => this.#guard.onTight();
    if (store) {
      transport.receiveSnapshots?.(store, {
        isWanted: (offer) => !this.#life.isEnded && isTimely(offer, core.status()),
        onNoSpace,
        onFailed: (error) => this.#fail('The disk refused a snapshot of another member.', error),
      });
    }
    return new Snapshots({ machine, store, transport, everyEntries }, latest, {
      onTaken: (meta) => tell(() => core.compact(meta, retainedEntries)),
      onRestored: ({ index }) => tell(() => core.onRestored(index)),
      onOffered: (to, wasTaken) => tell(() => core.reportSnapshot(to, wasTaken)),
      onNoSpace,
      onFailed: (what, error) => this.#fail(what, error),
    });
  }

  #receive(message: Message): void {
    if (this.#life.isEnded) return;
    this.#traffic.received += 1;
    const result = this.#pump.run(() => this.#core.step(message));
    if (result !== 'ok') this.#traffic.refused += 1;
    // Going on would mean to vote by a log that lacks what others count on.
    if (result === 'log-regressed')
      this.#fail('The disk is no longer trusted.', new LogRegressed());
  }

  #tick(missed: number): void {
    if (this.#life.isEnded) return;
    // A leader that stood still for two election timeouts is one no more, most likely: let it count
    // its quorum afresh before it acts. A follower hears its leader again before it campaigns.
    const stoodStill = missed >= 2 * this.#config.electionTicks;
    const isLeader = this.#core.status().role === 'leader';
    const ticks = stoodStill && isLeader ? 2 * this.#config.electionTicks : 1;
    this.#guard.tick();
    this.#pump.run(() => {
      for (let count = 0; count < ticks; count += 1) this.#core.tick();
      this.#reads.tick();
      this.#transfers.look();
    });
    if (this.#snapshots.tick()) void this.snapshot();
  }

  #onDurable(persists: readonly Persist[]): void {
    if (this.#life.isEnded) return;
    this.#pump.run(() => {
      for (const { seq } of persists) this.#core.onPersisted(seq);
      this.#sendAll(latestAnswers(persists.flatMap(({ then }) => then)));
    });
  }

  #perform(ready: Ready): void {
    this.#sendAll(ready.messages);
    if (ready.persist) this.#groupCommit.add(ready.persist);
    if (ready.restore) this.#restore(ready.restore);
    this.#reads.onReleased(ready.reads);
    const last = ready.committed.at(-1);
    if (last) {
      this.#applyLoop.apply(ready.committed);
      this.#core.onApplied(last.index);
      const { confState } = this.#core;
      this.#confChanges.onApplied(ready.committed, confState);
      if (this.#snapshots.isDue(last.index)) void this.#snapshots.take(this.#core.snapshotNow());
    }
    if (ready.soft) this.#show(ready.soft);
    if (this.#reads.count > 0) this.#reads.onApplied(this.#core.appliedIndex);
  }

  #restore(snapshot: SnapshotMeta): void {
    this.#proposals.onSkipped(snapshot.index);
    this.#confChanges.onSkipped(snapshot.index);
    this.#snapshots.restore(snapshot);
  }

  #show(state: SoftState): void {
    if (state.leaderId !== this.#shown.leaderId) this.#traffic.leaderChanges += 1;
    this.#shown = state;
    this.#reads.onLeaderChange();
    this.#transfers.look();
    this.#observers.tellChange(state);
  }

  #sendAll(messages: readonly Message[]): void {
    this.#traffic.sent += messages.length;
    for (const message of messages) {
      if (message.type === 'snapshot') this.#snapshots.offer(message);
      else this.#options.transport.send(message);
    }
  }

  #fail(what: string, cause: unknown): void {
    const failure = this.#life.fail(what, cause);
    if (!failure) return;
    this.#ticker.stop();
    this.#proposals.endAll({ failure });
    this.#endWaiting('failed');
    // Not awaited: the write that failed may be the caller.
    void this.#guard.stop();
    void this.#groupCommit.stop();
    this.#observers.tellFailed(failure);
  }

  #endWaiting(reason: 'closed' | 'failed'): void {
    this.#reads.endAll();
    this.#confChanges.endAll(reason);
    this.#transfers.endAll();
  }
}
