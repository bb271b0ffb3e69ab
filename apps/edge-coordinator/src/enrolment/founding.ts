import { randomUUID } from 'node:crypto';
import { access, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { foundingAnswerSchema, type SiteManifest } from '@eyrie/contracts';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { CloudAway, CloudRefused } from '../cloud/cloud.errors.ts';
import type { Inheritance } from '../consensus/inheritance.ts';
import { pollManifest } from '../manifest/manifest-poller.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';
import { FoundingFiles, type FoundingRecord } from './founding-record.ts';

/** How this coordinator takes part in the site's present epoch. */
export interface Founding {
  readonly manifest: FoundedManifest;
  /** May it found the epoch, where its log is empty? Else it waits to be taken in by a leader. */
  readonly mayFound: boolean;
  /** What it brings along as the survivor of the epoch before. */
  readonly inheritance: Inheritance | null;
  /** An operator took this card out; see `eyrie site rejoin`. */
  readonly isTakenOut: boolean;
}

export interface FoundingOptions {
  readonly dataDirectory: string;
  readonly deviceId: string;
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly signal: AbortSignal;
  /** Told why the site cannot be founded yet, in one sentence. */
  readonly onWaiting: (reason: string) => void;
  /** Default 2 s. */
  readonly everyMs?: number;
}

/** Where the log of an epoch lies. */
export function raftDirectory(dataDirectory: string, siteEpoch: number): string {
  return join(dataDirectory, 'raft', `epoch-${siteEpoch}`);
}

/**
 * With whom this coordinator founds the site's Raft group, or that it joins it: from disk, or asked
 * for until the cloud knows. Kept before it is used, so that the group never starts twice.
 * @throws the signal's reason
 */
export async function findFounding(options: FoundingOptions): Promise<Founding> {
  const files = new FoundingFiles(options.dataDirectory);
  let record = await files.read();
  while (record?.may == null) {
    record ??= await draw(files, await askForFounders(options));
    record = await settle(record, options);
    if (record) await files.write(record);
  }
  const { manifest, may, hasBegun } = record;
  // A log that was there and is gone was wiped: this is another card now, with one vote too many.
  if (hasBegun && may === 'found' && !(await hasLog(options.dataDirectory, manifest))) {
    record = { ...record, card: randomUUID(), may: 'join', hasBegun: false };
    await files.write(record);
  }
  const recovery = await files.readRecovery();
  const isSurvivor = recovery?.fromEpoch === manifest.siteEpoch - 1 && record.may === 'found';
  return {
    manifest,
    mayFound: record.may === 'found',
    inheritance: isSurvivor ? recovery : null,
    isTakenOut: record.isTakenOut,
  };
}

/** To be called once the log of the epoch is open: from then on its absence means that it was wiped. */
export async function markBegun(dataDirectory: string): Promise<void> {
  const files = new FoundingFiles(dataDirectory);
  const record = await files.read();
  if (record && !record.hasBegun) await files.write({ ...record, hasBegun: true });
}

/** A coordinator said that this card is out for good. */
export async function markTakenOut(dataDirectory: string): Promise<void> {
  const files = new FoundingFiles(dataDirectory);
  const record = await files.read();
  if (record && !record.isTakenOut) await files.write({ ...record, isTakenOut: true });
}

/**
 * Puts the log of an epoch aside, whose card was taken out of the group: what comes now is another
 * card. Nothing is deleted; what lies aside is of an incarnation that nobody listens to.
 */
export async function setLogAside(dataDirectory: string, siteEpoch: number): Promise<void> {
  const directory = raftDirectory(dataDirectory, siteEpoch);
  await rename(directory, `${directory}.retired-${Date.now().toString(36)}`);
}

/** The manifest as one to begin with, or why it is not one yet. */
export function foundingOf(manifest: SiteManifest): FoundedManifest | string {
  const { foundingVoters } = manifest;
  if (foundingVoters !== null) return { ...manifest, foundingVoters };
  const enrolled = manifest.devices.filter(({ role }) => role === 'coordinator').length;
  return `Waiting until the site's other coordinators have enrolled (${enrolled} so far).`;
}

/** Kept before the cloud is asked for its leave, so that the card is the same after a power cut. */
async function draw(files: FoundingFiles, manifest: FoundedManifest): Promise<FoundingRecord> {
  const recovery = await files.readRecovery();
  // A survivor that lost power after the cloud had agreed goes on with the card it asked with.
  const isRecovering = recovery?.fromEpoch === manifest.siteEpoch - 1;
  const card = isRecovering ? recovery.card : randomUUID();
  const record: FoundingRecord = {
    form: 2,
    manifest,
    card,
    may: null,
    hasBegun: false,
    isTakenOut: false,
  };
  await files.write(record);
  return record;
}

/** The record with the cloud's leave; null where the epoch has passed meanwhile. */
async function settle(
  record: FoundingRecord,
  options: FoundingOptions,
): Promise<FoundingRecord | null> {
  const { manifest } = record;
  const { dataDirectory, deviceId, signal, onWaiting, everyMs = 2_000 } = options;
  const isFounder = manifest.foundingVoters.some((voter) => voter.deviceId === deviceId);
  if (!isFounder) return { ...record, may: 'join' };
  // Founded by a version before cards, with its log still there.
  if (await hasLog(dataDirectory, manifest)) return { ...record, may: 'found', hasBegun: true };
  for (;;) {
    try {
      return { ...record, may: await askForLeave(record, options) };
    } catch (error) {
      if (error instanceof CloudRefused && error.code === 'site.epoch_differs') return null;
      if (!(error instanceof CloudAway) && !(error instanceof CloudRefused)) throw error;
      onWaiting(`The cloud has not said yet whether this card may found: ${error.message}`);
    }
    await sleep(everyMs, undefined, { signal });
  }
}

async function askForLeave(
  { manifest, card }: FoundingRecord,
  { cloud, signal }: FoundingOptions,
): Promise<'found' | 'join'> {
  try {
    const answer = await cloud.json({
      method: 'POST',
      path: '/edge/v1/site/founding',
      body: JSON.stringify({ siteEpoch: manifest.siteEpoch, card }),
      signal,
    });
    return foundingAnswerSchema.parse(answer.body).may;
  } catch (error) {
    // A cloud before 0.2 knows no cards; its manifest does not say whether the site was founded either.
    if (error instanceof CloudRefused && error.status === 404) return 'found';
    throw error;
  }
}

/** The superblock is the last thing that is written when a log is founded. */
async function hasLog(dataDirectory: string, { siteEpoch }: FoundedManifest): Promise<boolean> {
  const path = join(raftDirectory(dataDirectory, siteEpoch), 'superblock');
  return access(path).then(
    () => true,
    () => false,
  );
}

async function askForFounders(options: FoundingOptions): Promise<FoundedManifest> {
  const { cloud, onWaiting, everyMs = 2_000 } = options;
  const found = new AbortController();
  const answer: { founding: FoundedManifest | null } = { founding: null };
  await pollManifest({
    cloud,
    everyMs,
    signal: AbortSignal.any([options.signal, found.signal]),
    onManifest: (manifest) => {
      const founding = foundingOf(manifest);
      if (typeof founding === 'string') {
        onWaiting(founding);
        return;
      }
      answer.founding = founding;
      found.abort();
    },
    onFailure: (error) => onWaiting(`The site's founders are not known yet: ${error.message}`),
  });
  if (answer.founding) return answer.founding;
  options.signal.throwIfAborted();
  throw new Error('The search for the founders ended without a result.');
}
