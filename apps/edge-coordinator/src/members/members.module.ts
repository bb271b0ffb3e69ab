import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { MemberCard } from '@eyrie/contracts';
import { version } from '@eyrie/platform';
import type { RaftStatus } from '@eyrie/raft';
import { Advertisement } from '../consensus/advertisement.ts';
import { ConsensusModule } from '../consensus/consensus.module.ts';
import { Consensus } from '../consensus/consensus.ts';
import { KnownNodes } from '../consensus/known-nodes.ts';
import { markTakenOut } from '../enrolment/founding.ts';
import { FoundingFiles } from '../enrolment/founding-record.ts';
import { SiteContext } from '../site-context.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { siteStatusOf } from '../status/site-status.ts';
import { EpochWatch } from './epoch-watch.ts';
import { percentileOf } from './fsync-percentile.ts';
import { CloneWatch } from './clone-watch.ts';
import type { MemberView } from './member-plan.ts';
import { MembershipKeeper } from './membership-keeper.ts';
import { PeerWatch } from './peer-watch.ts';
import { QuestionDesk } from './question-desk.ts';
import { Roster } from './roster.ts';
import { memberIdsOf, standingToTell } from './standings.ts';
import type { SiteStatus } from '@eyrie/contracts';

/** So long without a leader, and a node looks for news itself. */
const lostMs = 3_000;

/** This coordinator among the others: what it hears of them, and what it does about them as leader. */
@Injectable()
export class MembersService implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly watch: PeerWatch;
  readonly keeper: MembershipKeeper;
  readonly #epochs: EpochWatch;
  readonly #unsubscribe: () => void;
  #leaderlessSinceMs: number | null = performance.now();
  #isRetired = false;
  #endKept: Promise<void> = Promise.resolve();
  readonly #runId = randomUUID();
  readonly #clones: CloneWatch;

  constructor(
    private readonly context: SiteContext,
    private readonly consensus: Consensus,
    private readonly members: SiteMembers,
    private readonly roster: Roster,
    private readonly advertisement: Advertisement,
    nodes: KnownNodes,
    desk: QuestionDesk,
  ) {
    const { configuration, identity, nodeId, founding, cloud, log, rareLog } = context;
    this.#clones = new CloneWatch(log);
    this.watch = new PeerWatch({
      nodeId,
      roster,
      ownCard: () => this.ownCard(),
      standingOf: (card) => standingToTell(consensus.status().confState, card),
      ownSite: () => this.siteStatus(),
      ask: (id, question, address) => consensus.ask(id, question, address),
      known: () => nodes.ids(),
      everyMs: () => this.#watchEveryMs(),
      onCard: ({ card }) => {
        this.#clones.heard(card);
        this.#epochs.onCard(card);
      },
      onRetired: () => this.#takenOut(),
    });
    this.#isRetired = context.isTakenOut;
    desk.attend(this.watch);
    this.keeper = new MembershipKeeper({
      consensus,
      view: (status) => this.#memberView(status),
      log,
      rareLog,
    });
    this.#epochs = new EpochWatch({
      deviceId: identity.deviceId,
      siteEpoch: founding.siteEpoch,
      manifest: () => members.manifest,
      cloud,
      roster,
      files: new FoundingFiles(configuration.EYRIE_DATA),
      askCloudAfterMs: () => this.#askCloudAfterMs(),
      isTakenOut: () => this.isRetired,
      onEnded: () => context.onEpochEnded(),
      log,
    });
    const unfollow = consensus.onChange(({ leaderId }) => {
      if (leaderId !== null) this.#leaderlessSinceMs = null;
      else this.#leaderlessSinceMs ??= performance.now();
    });
    const unlisten = consensus.onNewerEpoch((manifest) => this.#epochs.onManifest(manifest));
    this.#unsubscribe = () => {
      unfollow();
      unlisten();
    };
  }

  onApplicationBootstrap(): void {
    this.watch.start();
    this.keeper.start();
    this.#epochs.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([this.watch.stop(), this.keeper.stop(), this.#epochs.stop()]);
  }

  /** How long the group has had no leader, as far as this node knows; null while it has one. */
  get leaderlessMs(): number | null {
    return this.#leaderlessSinceMs === null ? null : performance.now() - this.#leaderlessSinceMs;
  }

  /** Why this node is not in the group, in one sentence; null where it is. */
  get whyOutside(): string | null {
    const { revocation } = this.context.cloud;
    if (revocation !== null) {
      return `The cloud lets this coordinator in no more. ${revocation}`;
    }
    if (this.#isRetired || this.#hasBeenTakenOut()) {
      return 'This coordinator was taken out of its site, and takes no part. Bring it back with: eyrie site rejoin';
    }
    if (this.#isMember()) return null;
    return 'The site was founded without this card of the coordinator: it waits until the leader takes it in.';
  }

  /** This card is out for good; only another can come in. */
  get isRetired(): boolean {
    return this.#isRetired || this.#hasBeenTakenOut();
  }

  /** Nothing more is written of this card's end after it: what comes next may write of another card. */
  async closeRecord(): Promise<void> {
    this.#isRetired = true;
    await this.#endKept;
  }

  /** Coordinators of the site that are two machines, as this node saw or another one tells it. */
  clones(): string[] {
    const { coordinators } = this.roster.current;
    const cards = [...this.watch.heard.keys()].flatMap((nodeId) => this.watch.fresh(nodeId) ?? []);
    return this.#clones.among(
      coordinators.map(({ deviceId }) => deviceId),
      cards,
    );
  }

  ownCard(): MemberCard {
    const status = this.consensus.status();
    const { host } = this.advertisement;
    const seen = this.#clones.seen(
      this.roster.current.coordinators.map(({ deviceId }) => deviceId),
    );
    return {
      nodeId: this.context.nodeId,
      deviceId: this.context.identity.deviceId,
      version,
      siteEpoch: this.context.founding.siteEpoch,
      foundingVoters: this.context.founding.foundingVoters,
      incarnation: status.incarnation,
      role: status.confState.learners.includes(status.id) ? 'learner' : status.role,
      term: status.term,
      leaderNodeId: status.leaderId,
      isMember: this.#isMember(),
      commitIndex: status.commitIndex,
      lastIndex: status.lastIndex,
      snapshotIndex: status.snapshotIndex,
      fsyncP99Ms: percentileOf(this.consensus.metrics().fsyncLatency, 0.99),
      address: { host, port: this.consensus.port },
      runId: this.#runId,
      ...(seen.length === 0 ? {} : { clones: seen }),
    };
  }

  /** The site as this node sees it. */
  siteStatus(): SiteStatus {
    return siteStatusOf({
      status: this.consensus.status(),
      own: this.ownCard(),
      manifest: this.members.manifest,
      siteEpoch: this.context.founding.siteEpoch,
      admitted: new Set(this.members.coordinators.keys()),
      roster: this.roster.current.coordinators,
      heard: this.watch.heard,
      leaderChanges: this.consensus.metrics().leaderChangesTotal,
      leaderlessMs: this.leaderlessMs,
      snapshots: this.consensus.snapshotsUnderWay(),
      clones: this.clones(),
      reason: this.whyOutside,
      nowMs: performance.now(),
      at: new Date(),
    });
  }

  #takenOut(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    const { configuration, log } = this.context;
    this.#endKept = markTakenOut(configuration.EYRIE_DATA).catch((error: unknown) => {
      log.error({ event: 'taken_out_not_kept', err: error }, 'The disk refused it.');
    });
  }

  #isMember(): boolean {
    const { confState, id, incarnation } = this.consensus.status();
    const known = confState.identities.find(({ nodeId }) => nodeId === id)?.incarnation;
    return memberIdsOf(confState).includes(id) && (known === undefined || known === incarnation);
  }

  #hasBeenTakenOut(): boolean {
    const { confState, id, incarnation } = this.consensus.status();
    return confState.retired.some((one) => one.nodeId === id && one.incarnation === incarnation);
  }

  #memberView({ id, confState, peers }: RaftStatus): MemberView | null {
    const { manifest } = this.members;
    const { state } = this.consensus;
    // Nothing is agreed on yet in this epoch: who is listed is hearsay so far.
    if (state.manifest === null) return null;
    // A leader that was revoked gets no newer manifest: another one has to lead for that.
    const isRevoked = this.context.cloud.revocation !== null;
    const listed = new Map(
      manifest.devices.flatMap(({ role, nodeId, deviceId }) =>
        role === 'coordinator' && nodeId !== null && !(isRevoked && nodeId === id)
          ? [[nodeId, deviceId] as const]
          : [],
      ),
    );
    const cards = new Map(
      [...listed.keys()].flatMap((nodeId) => {
        const card = this.watch.fresh(nodeId);
        return card ? [[nodeId, card] as const] : [];
      }),
    );
    return {
      self: id,
      siteEpoch: this.context.founding.siteEpoch,
      conf: confState,
      listed,
      admitted: new Set(state.coordinators.keys()),
      cards,
      isActive: (nodeId) => nodeId === id || (peers[nodeId]?.active ?? false),
    };
  }

  /** Each question is a handshake: often where something may be news, seldom where all is well. */
  #watchEveryMs(): number {
    const { role, leaderId } = this.consensus.status();
    if (!this.#isMember()) return 1_000;
    if (role === 'leader' || leaderId === null) return 2_000;
    return 10_000;
  }

  #askCloudAfterMs(): number | null {
    const { role } = this.consensus.status();
    if (!this.#isMember() || (this.leaderlessMs ?? 0) > lostMs) return 5_000;
    // The leader's own poll tells it, unless the cloud has fenced it.
    return role === 'leader' ? 15_000 : null;
  }
}

@Module({
  imports: [ConsensusModule],
  providers: [MembersService],
  exports: [MembersService],
})
export class MembersModule {}
