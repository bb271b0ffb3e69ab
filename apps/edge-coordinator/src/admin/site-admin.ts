import { randomUUID } from 'node:crypto';
import { Injectable, Module } from '@nestjs/common';
import type { ChangeAnswer, RecoveryPlan, RemovalRequest, SiteStatus } from '@eyrie/contracts';
import { ConsensusModule } from '../consensus/consensus.module.ts';
import { Consensus } from '../consensus/consensus.ts';
import { setLogAside } from '../enrolment/founding.ts';
import { FoundingFiles } from '../enrolment/founding-record.ts';
import { MembersModule, MembersService } from '../members/members.module.ts';
import { Roster } from '../members/roster.ts';
import { isQuorum, isRetired, memberIdsOf } from '../members/standings.ts';
import { SiteContext } from '../site-context.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { ChangeRefused, NotLeading } from './admin.errors.ts';
import { SiteRecoverer } from './site-recoverer.ts';

/** What an operator does about the site's coordinators. */
@Injectable()
export class SiteAdmin {
  readonly #recoverer: SiteRecoverer;

  constructor(
    private readonly context: SiteContext,
    private readonly consensus: Consensus,
    private readonly peers: MembersService,
    members: SiteMembers,
    private readonly roster: Roster,
  ) {
    this.#recoverer = new SiteRecoverer({ context, consensus, peers, members, roster });
  }

  /** The leader's view where it answers, since it sees most; else this node's own, freshly asked for. */
  async status(): Promise<SiteStatus> {
    const { leaderId, id } = this.consensus.status();
    if (leaderId === id) return this.peers.siteStatus();
    if (leaderId !== null) {
      const seen = await this.peers.watch.askSite(leaderId).catch(() => null);
      if (seen) return { ...seen, askedNodeId: id, reason: this.peers.whyOutside };
    }
    await this.peers.watch.askAll();
    return this.peers.siteStatus();
  }

  /** Decided here and carried out by the leader, whoever that is by then. */
  async remove({ nodeId, force }: RemovalRequest): Promise<ChangeAnswer> {
    const { confState, id } = this.#requireLeading();
    const name = this.#nameOf(nodeId);
    if (!memberIdsOf(confState).includes(nodeId)) {
      throw new ChangeRefused('site.no_member', `${name} is not in the group.`);
    }
    const remaining = confState.voters.filter((voter) => voter !== nodeId);
    if (remaining.length === 0) {
      throw new ChangeRefused(
        'site.last_member',
        `${name} is the last coordinator that votes: without it there is no site. Add another one first.`,
      );
    }
    const isVoter = confState.voters.includes(nodeId);
    if (isVoter && !force && !isQuorum(remaining, (voter) => this.#isActive(voter))) {
      const active = remaining.filter((voter) => this.#isActive(voter)).length;
      throw new ChangeRefused(
        'site.quorum_lost',
        `Without ${name} only ${active} of ${remaining.length} voters could be reached, and the site would ` +
          'decide nothing any more. Bring the others back first, remove those that are lost, or use --force.',
      );
    }
    await this.peers.keeper.exclusively(() => this.#dismiss(nodeId));
    return {
      outcome: 'agreed',
      message:
        nodeId === id
          ? `${name} hands its leadership over, and is taken out by the next leader.`
          : `${name} is being taken out.`,
    };
  }

  /** Both in one change, so that there is never one voter less. */
  async replace(ids: {
    readonly oldNodeId: number;
    readonly newNodeId: number;
  }): Promise<ChangeAnswer> {
    const { oldNodeId, newNodeId } = ids;
    const { confState, id } = this.#requireLeading();
    const [oldName, newName] = [this.#nameOf(oldNodeId), this.#nameOf(newNodeId)];
    if (!memberIdsOf(confState).includes(oldNodeId)) {
      throw new ChangeRefused('site.no_member', `${oldName} is not in the group.`);
    }
    if (confState.voters.includes(newNodeId)) {
      throw new ChangeRefused(
        'site.is_voter',
        `${newName} votes already. Remove ${oldName} alone.`,
      );
    }
    const card = this.peers.watch.fresh(newNodeId);
    const entry = this.roster.find(newNodeId);
    if (!card || !entry) {
      throw new ChangeRefused('site.not_heard', `${newName} has not been heard. Is it running?`);
    }
    const { incarnation } = card;
    if (isRetired(confState, card)) {
      throw new ChangeRefused(
        'site.was_removed',
        `${newName} was taken out, and this card of it cannot come back. Run there: eyrie site rejoin`,
      );
    }
    await this.peers.keeper.exclusively(async () => {
      const { deviceId } = entry;
      await this.consensus.decide({
        form: 1,
        type: 'admit-coordinator',
        nodeId: newNodeId,
        deviceId,
        incarnation,
      });
      // Decided first: should this leader die in between, the next one takes the old one out all the same.
      await this.#dismiss(oldNodeId);
      if (oldNodeId === id) return;
      await this.consensus.replace(oldNodeId, { nodeId: newNodeId, incarnation });
    });
    return oldNodeId === id
      ? { outcome: 'agreed', message: `${oldName} hands over, goes, and ${newName} comes.` }
      : { outcome: 'done', message: `${newName} has taken the place of ${oldName}.` };
  }

  async transfer(nodeId: number | null): Promise<ChangeAnswer> {
    this.#requireLeading();
    await this.peers.keeper.exclusively(() => this.consensus.transferLeader(nodeId));
    const to = nodeId === null ? 'another coordinator' : this.#nameOf(nodeId);
    return { outcome: 'done', message: `The leadership was handed to ${to}.` };
  }

  /** Of a coordinator that was taken out: its log is put aside, and it waits as a new card. */
  async rejoin(): Promise<ChangeAnswer> {
    const { configuration, founding, onEpochEnded } = this.context;
    if (!this.peers.isRetired) {
      throw new ChangeRefused(
        'site.not_removed',
        'This coordinator was not taken out of its site, so there is nothing to come back from.',
      );
    }
    await this.peers.closeRecord();
    const dataDirectory = configuration.EYRIE_DATA;
    await new FoundingFiles(dataDirectory).write({
      form: 2,
      manifest: founding,
      card: randomUUID(),
      may: 'join',
      hasBegun: false,
      isTakenOut: false,
    });
    onEpochEnded(() => setLogAside(dataDirectory, founding.siteEpoch));
    return {
      outcome: 'agreed',
      message: 'The old log was put aside. The coordinator waits until the leader takes it in.',
    };
  }

  planRecovery(): Promise<RecoveryPlan> {
    return this.#recoverer.plan();
  }

  recover(siteName: string): Promise<ChangeAnswer> {
    return this.#recoverer.recover(siteName);
  }

  async #dismiss(nodeId: number): Promise<void> {
    if (!this.consensus.state.coordinators.has(nodeId)) return;
    const result = await this.consensus.decide({
      form: 1,
      type: 'dismiss-coordinator',
      nodeId,
      deviceId: null,
    });
    if (result.type !== 'refused') return;
    throw new ChangeRefused(
      'site.not_dismissed',
      `The coordinators did not agree to let ${this.#nameOf(nodeId)} go (${result.reason}).`,
    );
  }

  #requireLeading(): ReturnType<Consensus['status']> {
    const status = this.consensus.status();
    const { leaderId } = status;
    if (status.role === 'leader' && this.consensus.state.manifest === null) {
      // What was taken out of a list that is not there yet would be in it afterwards.
      throw new ChangeRefused(
        'site.just_begun',
        'The site has just begun, and agrees on who belongs to it. Try again in a moment.',
      );
    }
    if (status.role === 'leader') return status;
    throw new NotLeading(
      leaderId === null ? null : { nodeId: leaderId, name: this.#nameOf(leaderId) },
    );
  }

  #isActive(nodeId: number): boolean {
    const { id, peers } = this.consensus.status();
    return nodeId === id || (peers[nodeId]?.active ?? false);
  }

  #nameOf(nodeId: number): string {
    return this.roster.find(nodeId)?.name ?? `node ${nodeId}`;
  }
}

@Module({
  imports: [ConsensusModule, MembersModule],
  providers: [SiteAdmin],
})
export class AdminModule {}
