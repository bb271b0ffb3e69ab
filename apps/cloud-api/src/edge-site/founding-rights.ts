import type { FoundingAnswer, SiteManifest } from '@eyrie/contracts';

interface FoundedSite {
  readonly foundingVoters: SiteManifest['foundingVoters'];
  readonly foundingCards: Readonly<Record<string, string>>;
}

/**
 * Whether this card of this device may found the site's present epoch. Each founding voter founds with
 * one card, the first that asks: a wiped card that founded again would vote a second time in terms in
 * which the old one has voted, and two of them could found a second site.
 */
export function foundingRight(
  site: FoundedSite,
  deviceId: string,
  card: string,
): FoundingAnswer['may'] {
  const isVoter = site.foundingVoters?.some((voter) => voter.deviceId === deviceId) ?? false;
  const known = site.foundingCards[deviceId];
  return isVoter && (known === undefined || known === card) ? 'found' : 'join';
}
