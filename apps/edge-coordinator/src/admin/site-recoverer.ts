import { randomUUID } from 'node:crypto';
import { siteManifestSchema, type ChangeAnswer, type RecoveryPlan } from '@eyrie/contracts';
import { CloudAway, CloudRefused } from '../cloud/cloud.errors.ts';
import type { Consensus } from '../consensus/consensus.ts';
import { FoundingFiles } from '../enrolment/founding-record.ts';
import type { MembersService } from '../members/members.module.ts';
import type { Roster } from '../members/roster.ts';
import type { SiteContext } from '../site-context.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import type { SiteMembers } from '../site-state/site-members.ts';
import { encodeSnapshot } from '../site-state/site-snapshot.ts';
import { ChangeRefused } from './admin.errors.ts';

export interface SiteRecovererOptions {
  readonly context: SiteContext;
  readonly consensus: Consensus;
  readonly peers: MembersService;
  readonly members: SiteMembers;
  readonly roster: Roster;
}

/**
 * Begins the next site epoch with this coordinator alone, after the majority of the present one was
 * lost for good. The cloud has to agree, so that of two survivors who try one succeeds, and the group
 * that was given up is fenced from then on.
 */
export class SiteRecoverer {
  readonly #options: SiteRecovererOptions;

  constructor(options: SiteRecovererOptions) {
    this.#options = options;
  }

  async plan(): Promise<RecoveryPlan> {
    const { context, consensus, peers, members, roster } = this.#options;
    await peers.watch.askAll();
    const status = consensus.status();
    const { voters } = status.confState;
    const ids = voters.length > 0 ? voters : roster.current.coordinators.map((one) => one.nodeId);
    const missing = ids.filter((id) => id !== status.id && peers.watch.fresh(id) === null);
    return {
      siteName: members.manifest.name,
      fromEpoch: context.founding.siteEpoch,
      survivor: { nodeId: status.id, name: this.#nameOf(status.id) },
      lastIndex: status.lastIndex,
      lastTerm: status.term,
      commitIndex: status.commitIndex,
      voters: voters.length,
      missing: missing.map((nodeId) => ({
        nodeId,
        deviceId: roster.find(nodeId)?.deviceId ?? null,
        name: this.#nameOf(nodeId),
        lastHeardAt: peers.watch.heard.get(nodeId)?.heardAt.toISOString() ?? null,
      })),
      refusal: this.#refusal(),
    };
  }

  async recover(siteName: string): Promise<ChangeAnswer> {
    const plan = await this.plan();
    if (siteName !== plan.siteName) {
      throw new ChangeRefused('site.other_name', `This site is called ${plan.siteName}.`);
    }
    if (plan.refusal !== null) throw new ChangeRefused('site.not_lost', plan.refusal);
    const { context, consensus } = this.#options;
    const { fromEpoch } = plan;
    const files = new FoundingFiles(context.configuration.EYRIE_DATA);
    const before = await files.readRecovery();
    // Asked again after a lost answer the cloud knows the card, and gives the same answer.
    const card = before?.fromEpoch === fromEpoch ? before.card : randomUUID();
    const snapshot = Buffer.from(encodeSnapshot(consensus.state)).toString();
    await files.writeRecovery({ fromEpoch, card, snapshot });
    const manifest = await this.#askCloud(plan, card);
    await files.write({
      form: 2,
      manifest,
      card,
      may: 'found',
      hasBegun: false,
      isTakenOut: false,
    });
    context.log.warn(
      { event: 'site_recovered', toEpoch: manifest.siteEpoch, ...plan },
      'The site begins a new epoch with this coordinator alone.',
    );
    context.onEpochEnded();
    return {
      outcome: 'done',
      message: `The site goes on in epoch ${manifest.siteEpoch} with ${plan.survivor.name} alone.`,
    };
  }

  /** Why there is nothing to recover, or not from here; null: the majority is lost. */
  #refusal(): string | null {
    const { context, consensus, peers } = this.#options;
    const status = consensus.status();
    const { confState, leaderId, id } = status;
    if (peers.isRetired) {
      return 'This coordinator was taken out of its site: eyrie site rejoin, before it can recover anything.';
    }
    if (leaderId !== null) return `${this.#nameOf(leaderId)} leads the site: nothing is lost.`;
    const cards = [...peers.watch.heard.keys()].flatMap((nodeId) => {
      const card = peers.watch.fresh(nodeId);
      return card?.siteEpoch === context.founding.siteEpoch ? [card] : [];
    });
    const led = cards.find((card) => card.leaderNodeId !== null && card.isMember);
    if (led) return `${this.#nameOf(led.nodeId)} follows a leader: the site is not lost.`;
    const alive = confState.voters.filter(
      (voter) => voter === id || cards.some((card) => card.nodeId === voter && card.isMember),
    );
    if (confState.voters.length > 0 && alive.length * 2 > confState.voters.length) {
      const names = alive.map((voter) => this.#nameOf(voter)).join(', ');
      return `${names} are a majority of ${confState.voters.length} voters: they will elect a leader.`;
    }
    const ahead = cards.find((card) => card.isMember && card.lastIndex > status.lastIndex);
    if (ahead) {
      const name = this.#nameOf(ahead.nodeId);
      return `${name} has more (entry ${ahead.lastIndex}, here ${status.lastIndex}): recover from there.`;
    }
    return null;
  }

  async #askCloud(plan: RecoveryPlan, card: string): Promise<FoundedManifest> {
    const { fromEpoch, lastIndex, missing } = plan;
    const lostDeviceIds = missing.flatMap(({ deviceId }) => (deviceId === null ? [] : [deviceId]));
    try {
      const answer = await this.#options.context.cloud.json({
        method: 'POST',
        path: '/edge/v1/site/recovery',
        body: JSON.stringify({ fromEpoch, card, lastIndex, lostDeviceIds }),
      });
      const manifest = siteManifestSchema.parse(answer.body);
      const { foundingVoters } = manifest;
      if (foundingVoters === null) throw new Error('The cloud gave an epoch without founders.');
      return { ...manifest, foundingVoters };
    } catch (error) {
      if (error instanceof CloudRefused) throw new ChangeRefused(error.code, error.message);
      if (!(error instanceof CloudAway)) throw error;
      throw new ChangeRefused(
        'site.cloud_needed',
        `${error.message} Only the cloud can begin a new site epoch, as two survivors must not both do it. ` +
          'Nothing was changed; try again when it can be reached.',
      );
    }
  }

  #nameOf(nodeId: number): string {
    return this.#options.roster.find(nodeId)?.name ?? `node ${nodeId}`;
  }
}
