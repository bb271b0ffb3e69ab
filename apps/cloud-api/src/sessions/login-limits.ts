import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { SharedLimits } from '../limits/index.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { KnownDevices } from './known-device.ts';
import { TooManyLogins } from './session.errors.ts';

const forgottenMs = 3_600_000;

/** Slows down guessing at passwords. */
@Injectable()
export class LoginLimits extends AttemptLimits {
  constructor(
    @Inject(CONFIGURATION) { limits }: Configuration,
    @Inject(SharedLimits) store: SharedLimits,
    @Inject(KnownDevices) knownDevices: KnownDevices,
  ) {
    const purpose = {
      name: 'login',
      everybody: { name: 'log-in', perMinute: limits.loginsPerMinute },
      // An account's owner must not be locked out for long by somebody else's guesses.
      accountDelays: { free: 5, delayMs: 1_000, delayMsMax: 60_000, forgottenMs },
      // Many people may share one address.
      addressDelays: { free: 20, delayMs: 1_000, delayMsMax: 900_000, forgottenMs },
      refusal: (seconds: number) => new TooManyLogins(seconds),
    };
    super(purpose, store, knownDevices);
  }
}
