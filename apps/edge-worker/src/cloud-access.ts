import type { WorkerStatus } from '@eyrie/contracts';
import { AccessTokens, keepCertificate, type DeviceIdentity } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import type { Clock } from './clock.ts';

/**
 * What a worker has to say to the cloud itself, past its site: it renews its certificate, and asks why
 * where the site lets it in no more. Everything else goes through the leader.
 */
export class CloudAccess {
  private readonly tokens: AccessTokens;
  private asking: Promise<void> | null = null;

  constructor(
    private readonly identity: DeviceIdentity,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    this.tokens = new AccessTokens(identity);
  }

  /** Renews the certificate when it is due, until the signal fires. */
  async keepCertificate(signal: AbortSignal): Promise<void> {
    const { identity, tokens, clock, log } = this;
    await keepCertificate(
      {
        identity,
        tokens,
        clock,
        onRenewed: (untilMs) =>
          log.info(
            { event: 'certificate_renewed', until: new Date(untilMs).toISOString() },
            'The certificate was renewed.',
          ),
        onTrustChanged: () =>
          log.info({ event: 'site_trust_changed' }, 'The authorities of the site have changed.'),
        onFailure: (error, delayMs) =>
          log.warn(
            { event: 'certificate_not_renewed', delayMs, err: error },
            error instanceof Error ? error.message : 'The certificate could not be renewed.',
          ),
      },
      signal,
    );
  }

  /** The site has turned this device away: the cloud may know why. */
  turnedAway(): void {
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
  }

  /** The status, or why there is none to speak of. */
  shown(status: WorkerStatus): WorkerStatus {
    const { revocation } = this.tokens;
    return revocation === null ? status : { ...status, state: 'failed', reason: revocation };
  }

  private async ask(): Promise<void> {
    const before = this.tokens.revocation;
    try {
      // A token from before says nothing of now.
      this.tokens.drop(await this.tokens.get());
      await this.tokens.get();
    } catch (error) {
      const { revocation } = this.tokens;
      const event = { event: 'device_revoked', reason: revocation };
      if (revocation !== null && before === null) this.log.error(event, revocation);
      else this.log.debug({ event: 'cloud_not_asked', err: error }, 'The cloud was asked in vain.');
    }
  }
}
