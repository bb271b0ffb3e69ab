import { BackOff } from './back-off.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable } from './errors.ts';
import type { TokenSource } from './token-source.ts';

export interface CertificateKeeperOptions {
  readonly identity: Pick<DeviceIdentity, 'certificateLife' | 'renew' | 'followTrust'>;
  readonly tokens: TokenSource;
  readonly clock: {
    /** Wall clock, ms since 1970; it may jump. */
    now(): number;
    /** Resolves after so many ms, or as soon as the signal fires. */
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  readonly onRenewed: (untilMs: number) => void;
  /** The site trusts other authorities than before. */
  readonly onTrustChanged?: () => void;
  /** The present pair goes on; the next attempt is after the delay. */
  readonly onFailure: (error: unknown, delayMs: number) => void;
  /** Default from half a minute up to an hour. */
  readonly backOff?: BackOff;
  /** How often the cloud is asked whom to trust. Default 30 s. */
  readonly lookMs?: number;
}

/** After this part of its life a certificate is renewed: the last third is for clouds that are away. */
const partOfLife = 2 / 3;
/** So long a site takes at least for each step from one authority to the next. */
const lookMsDefault = 30_000;
const lookMsMost = 10 * 60_000;
const stepsMax = 4;

/** When the certificate is to be renewed, ms since 1970. */
export function renewalDueAt({ fromMs, untilMs }: DeviceIdentity['certificateLife']): number {
  return fromMs + (untilMs - fromMs) * partOfLife;
}

/**
 * Renews the device's certificate whenever it is due, and goes along when the site gets another
 * authority. Ends with the signal.
 */
export async function keepCertificate(
  options: CertificateKeeperOptions,
  signal: AbortSignal,
): Promise<void> {
  const { identity, tokens, clock, onRenewed, onFailure, lookMs = lookMsDefault } = options;
  const backOff = options.backOff ?? new BackOff({ firstMs: 30_000, mostMs: 60 * 60 * 1000 });
  // Devices of one site do not ask in step, and one whose cloud is away asks less and less.
  const looks = new BackOff({ firstMs: lookMs * 1.3, mostMs: Math.max(lookMsMost, lookMs) });
  while (!signal.aborted) {
    const leftMs = renewalDueAt(identity.certificateLife) - clock.now();
    if (leftMs > 0) {
      if (await follow(options)) looks.reset();
      await clock.sleep(Math.min(leftMs, looks.next()), signal);
      continue;
    }
    try {
      await identity.renew(tokens);
      await firstUse(tokens);
      backOff.reset();
      onRenewed(identity.certificateLife.untilMs);
    } catch (error) {
      const wish = error instanceof CloudUnavailable ? error.retryAfterMs : null;
      const delayMs = backOff.next(wish);
      onFailure(error, delayMs);
      await clock.sleep(delayMs, signal);
    }
  }
}

/** Several steps where they are open already; true where the cloud was heard. */
async function follow(options: CertificateKeeperOptions): Promise<boolean> {
  const { identity, tokens, onRenewed, onTrustChanged } = options;
  try {
    // After a change once more: the site waits for the word that it was made.
    for (let step = 0; step < stepsMax; step += 1) {
      const outcome = await identity.followTrust(tokens);
      if (outcome === 'same') break;
      if (outcome === 'renewed') {
        await firstUse(tokens);
        onRenewed(identity.certificateLife.untilMs);
      }
      onTrustChanged?.();
    }
    return true;
  } catch {
    // What the device has is good meanwhile; that the cloud is away others say.
    return false;
  }
}

/** The first use of the new key ends the old one at the cloud. */
async function firstUse(tokens: TokenSource): Promise<void> {
  tokens.drop(await tokens.get());
  await tokens.get();
}
