import { DomainError } from '@eyrie/platform';

/** The device speaks of another epoch than the site's present one: it reads its manifest again. */
export class SiteEpochDiffers extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.epoch_differs';

  constructor(siteEpoch: number) {
    super(`The site is in epoch ${siteEpoch} now.`, { site_epoch: siteEpoch });
  }
}

/** The group that is said to be lost has just spoken. */
export class SiteStillLed extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.still_led';

  constructor(heardSeconds: number) {
    super(
      `The site's leader was heard ${heardSeconds} s ago. A site whose coordinators still agree is not recovered.`,
      { heard_seconds: heardSeconds },
    );
  }
}
