import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { siteManifestSchema, type MemberCard, type SiteManifest } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import type { FoundingFiles } from '../enrolment/founding-record.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import type { Roster } from './roster.ts';

export interface EpochWatchOptions {
  readonly deviceId: string;
  readonly siteEpoch: number;
  readonly manifest: () => SiteManifest;
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly roster: Roster;
  readonly files: Pick<FoundingFiles, 'write' | 'readRecovery'>;
  /** In how many milliseconds to ask the cloud; null: this node's leader does that. */
  readonly askCloudAfterMs: () => number | null;
  /** One who was taken out stays out: it follows into no later epoch. */
  readonly isTakenOut: () => boolean;
  readonly onEnded: () => void;
  readonly log: Logger;
}

const lookMs = 1_000;

/**
 * Notices that the site has gone on to a later epoch without this node: from the cloud, or from a
 * coordinator that is in it. The old log is left as it is, and takes part in nothing any more.
 */
export class EpochWatch {
  readonly #options: EpochWatchOptions;
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  #askedAtMs = 0;
  #etag: string | null = null;
  #isEnded = false;

  constructor(options: EpochWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  /** A coordinator told its epoch. */
  onCard({ siteEpoch, foundingVoters, nodeId }: MemberCard): void {
    if (siteEpoch <= this.#options.siteEpoch || foundingVoters.length === 0) return;
    const manifest = { ...this.#options.manifest(), siteEpoch, foundingVoters };
    void this.#endWith(manifest, `node ${nodeId}`);
  }

  /** The cloud told what the site should be. */
  onManifest(manifest: SiteManifest): void {
    const { foundingVoters, siteEpoch } = manifest;
    if (siteEpoch > this.#options.siteEpoch && foundingVoters !== null) {
      void this.#endWith({ ...manifest, foundingVoters }, 'the cloud');
    } else {
      this.#options.roster.learnManifest(manifest);
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const afterMs = this.#options.askCloudAfterMs();
      if (afterMs !== null && performance.now() - this.#askedAtMs >= afterMs) {
        await this.#askCloud();
      }
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #askCloud(): Promise<void> {
    this.#askedAtMs = performance.now();
    try {
      const answer = await this.#options.cloud.json({
        method: 'GET',
        path: '/edge/v1/site',
        headers: this.#etag === null ? {} : { 'if-none-match': this.#etag },
        signal: this.#end.signal,
      });
      if (answer.status === 304) return;
      const manifest = siteManifestSchema.safeParse(answer.body);
      if (!manifest.success) return;
      this.onManifest(manifest.data);
      this.#etag = answer.etag;
    } catch {
      // Away: the site goes on with what it has, and the cloud is asked again.
    }
  }

  async #endWith(manifest: FoundedManifest, told: string): Promise<void> {
    const { deviceId, files, log, siteEpoch, onEnded, isTakenOut } = this.#options;
    if (this.#isEnded || isTakenOut()) return;
    this.#isEnded = true;
    const isFounder = manifest.foundingVoters.some((voter) => voter.deviceId === deviceId);
    const recovery = await files.readRecovery();
    const card = isFounder && recovery?.fromEpoch === siteEpoch ? recovery.card : randomUUID();
    await files.write({
      form: 2,
      manifest,
      card,
      // A survivor that lost power when the cloud had agreed asks again; others wait to be taken in.
      may: isFounder ? null : 'join',
      hasBegun: false,
      isTakenOut: false,
    });
    log.warn(
      { event: 'site_epoch_ended', siteEpoch, newEpoch: manifest.siteEpoch, told },
      'The site has gone on to a later epoch: this coordinator joins it.',
    );
    onEnded();
  }
}
