import { setTimeout as sleep } from 'node:timers/promises';
import { siteManifestSchema, type SiteManifest } from '@eyrie/contracts';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { CloudAway } from '../cloud/cloud.errors.ts';

export interface ManifestPollerOptions {
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly everyMs: number;
  readonly signal: AbortSignal;
  /** A manifest that was not seen by this poller before. Its rejection is a failure like others. */
  readonly onManifest: (manifest: SiteManifest) => Promise<void> | void;
  readonly onFailure: (error: Error) => void;
}

/** Asks the cloud what the site should be, and tells of what is new. Ends with the signal. */
export async function pollManifest(options: ManifestPollerOptions): Promise<void> {
  const { cloud, everyMs, signal, onManifest, onFailure } = options;
  let etag: string | null = null;
  while (!signal.aborted) {
    try {
      const answer: CloudAnswer = await cloud.json({
        method: 'GET',
        path: '/edge/v1/site',
        headers: etag === null ? {} : { 'if-none-match': etag },
        signal,
      });
      if (answer.status !== 304) {
        const manifest = siteManifestSchema.safeParse(answer.body);
        if (!manifest.success) throw new CloudAway('its manifest is not understood');
        await onManifest(manifest.data);
        // Only now: a manifest that could not be made use of is asked for again.
        etag = answer.etag;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      onFailure(error instanceof Error ? error : new Error(String(error)));
    }
    // A tenth of jitter, so that the coordinators of many sites do not ask in step.
    const pauseMs = everyMs * (0.95 + Math.random() * 0.1);
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
