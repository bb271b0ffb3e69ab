import { setTimeout as delay } from 'node:timers/promises';
import type { SimulatedSite } from './simulated-site.ts';
import type { SiteLink } from './site-link.ts';

/** How often a coordinator asks (edge-coordinator, `manifest`). */
const askEveryMs = 2_000;

export interface ChangeWatch {
  /** When each site had its next version; milliseconds since 1970. */
  readonly seen: Promise<Float64Array>;
}

/** Resolves when every site knows its present version, and asks from then on for the next one. */
export async function watchForChange(
  link: SiteLink,
  sites: readonly SimulatedSite[],
): Promise<ChangeWatch> {
  const tags = await Promise.all(sites.map((site) => presentTag(link, site)));
  const seen = Promise.all(
    sites.map(async (site, index) => {
      // Not all in the same moment, as in a fleet.
      await delay(Math.random() * askEveryMs);
      for (;;) {
        const { status } = await link.readSite(site, tags[index] ?? null);
        if (status === 200) return Date.now();
        if (status !== 304) throw new Error(`A site's manifest: ${status}`);
        await delay(askEveryMs);
      }
    }),
  );
  // Whoever waits for it hears of a failure then.
  seen.catch(() => undefined);
  return { seen: seen.then((times) => Float64Array.from(times)) };
}

async function presentTag(link: SiteLink, site: SimulatedSite): Promise<string | null> {
  const { status, etag, body } = await link.readSite(site, null);
  if (status !== 200) throw new Error(`A site's manifest: ${status} ${body}`);
  return etag;
}
