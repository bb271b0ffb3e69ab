import { join } from 'node:path';
import { siteManifestSchema, type SiteManifest } from '@eyrie/contracts';
import { nodeDisk, readFileIfExists, writeFileAtomically } from '@eyrie/journal';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { pollManifest } from '../manifest/manifest-poller.ts';
import type { FoundedManifest } from '../site-state/manifest.ts';

export interface FoundingOptions {
  readonly directory: string;
  readonly deviceId: string;
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly signal: AbortSignal;
  /** Told why the site cannot be founded yet, in one sentence. */
  readonly onWaiting: (reason: string) => void;
  /** Default 2 s. */
  readonly everyMs?: number;
}

/**
 * With whom this coordinator founds the site's Raft group: from disk, or asked for until the cloud
 * knows. Kept before it is used, so that the group never starts twice with different voters.
 * @throws the signal's reason
 */
export async function findFounding(options: FoundingOptions): Promise<FoundedManifest> {
  const path = join(options.directory, 'founding.json');
  const kept = await readFounding(path);
  if (kept) return kept;
  const founding = await askForFounding(options);
  await nodeDisk().mkdir(options.directory);
  await writeFileAtomically(nodeDisk(), path, Buffer.from(JSON.stringify(founding)));
  return founding;
}

/** The manifest as one to found with, or why it is not one yet. */
export function foundingOf(manifest: SiteManifest, deviceId: string): FoundedManifest | string {
  const { foundingVoters } = manifest;
  if (foundingVoters === null) {
    const enrolled = manifest.devices.filter(({ role }) => role === 'coordinator').length;
    return `Waiting until the site's other coordinators have enrolled (${enrolled} so far).`;
  }
  if (!foundingVoters.some((voter) => voter.deviceId === deviceId)) {
    return 'The site was founded without this coordinator, which has not been admitted since.';
  }
  return { ...manifest, foundingVoters };
}

async function readFounding(path: string): Promise<FoundedManifest | null> {
  const bytes = await readFileIfExists(nodeDisk(), path);
  if (bytes === null) return null;
  let json: unknown = null;
  try {
    json = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    // Told below, with the path.
  }
  const manifest = siteManifestSchema.safeParse(json).data;
  const foundingVoters = manifest?.foundingVoters;
  if (manifest && foundingVoters) return { ...manifest, foundingVoters };
  throw new Error(`${path} is damaged. Remove it: the cloud knows the founding list.`);
}

async function askForFounding(options: FoundingOptions): Promise<FoundedManifest> {
  const { cloud, deviceId, onWaiting, everyMs = 2_000 } = options;
  const found = new AbortController();
  const answer: { founding: FoundedManifest | null } = { founding: null };
  await pollManifest({
    cloud,
    everyMs,
    signal: AbortSignal.any([options.signal, found.signal]),
    onManifest: (manifest) => {
      const founding = foundingOf(manifest, deviceId);
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
