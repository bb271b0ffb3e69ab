import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { SharedLimits } from '../limits/index.ts';
import { AttemptLimits, KnownDevices } from '../sessions/index.ts';
import { TooManyPasswordResets } from './password-reset.errors.ts';

const forgottenMs = 6 * 3_600_000;

/** Nobody's mailbox is flooded, and nobody asks for many accounts in a row. */
@Injectable()
export class ResetLimits extends AttemptLimits {
  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) store: SharedLimits,
    @Inject(KnownDevices) knownDevices: KnownDevices,
  ) {
    const purpose = {
      name: 'password-reset',
      everybody: { name: 'password-reset', perMinute: limits.loginsPerMinute },
      accountDelays: { free: 3, delayMs: 60_000, delayMsMax: 3_600_000, forgottenMs },
      addressDelays: { free: 20, delayMs: 10_000, delayMsMax: 900_000, forgottenMs },
      refusal: (seconds: number) => new TooManyPasswordResets(seconds),
    };
    super(purpose, store, knownDevices);
  }
}
