import { BackOff } from './back-off.ts';
import type { DeviceIdentity } from './device-identity.ts';
import { CloudUnavailable } from './errors.ts';
import type { TokenSource } from './token-source.ts';

export interface CertificateKeeperOptions {
  readonly identity: Pick<DeviceIdentity, 'certificateLife' | 'renew'>;
  readonly tokens: TokenSource;
  readonly clock: {
    /** Wall clock, ms since 1970; it may jump. */
    now(): number;
    /** Resolves after so many ms, or as soon as the signal fires. */
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  readonly onRenewed: (untilMs: number) => void;
  /** The present pair goes on; the next attempt is after the delay. */
  readonly onFailure: (error: unknown, delayMs: number) => void;
  /** Default from half a minute up to an hour. */
  readonly backOff?: BackOff;
}

/** After this part of its life a certificate is renewed: the last third is for clouds that are away. */
const partOfLife = 2 / 3;
/** A clock that is set, as on a Pi that has just found the time, is noticed within so much. */
const sliceMs = 60 * 60 * 1000;

/** When the certificate is to be renewed, ms since 1970. */
export function renewalDueAt({ fromMs, untilMs }: DeviceIdentity['certificateLife']): number {
  return fromMs + (untilMs - fromMs) * partOfLife;
}

/** Renews the device's certificate whenever it is due. Ends with the signal. */
export async function keepCertificate(
  options: CertificateKeeperOptions,
  signal: AbortSignal,
): Promise<void> {
  const { identity, tokens, clock, onRenewed, onFailure } = options;
  const backOff = options.backOff ?? new BackOff({ firstMs: 30_000, mostMs: 60 * 60 * 1000 });
  while (!signal.aborted) {
    const leftMs = renewalDueAt(identity.certificateLife) - clock.now();
    if (leftMs > 0) {
      await clock.sleep(Math.min(leftMs, sliceMs), signal);
      continue;
    }
    try {
      await identity.renew(tokens);
      // The first use of the new key ends the old one at the cloud.
      tokens.drop(await tokens.get());
      await tokens.get();
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
