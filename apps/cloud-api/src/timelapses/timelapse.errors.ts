import { DomainError } from '@eyrie/platform';

export class TimelapseNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'timelapse.not_found';

  constructor() {
    super('There is no such timelapse.');
  }
}

/** The timelapse was rendered at its site; its bytes have not come yet. */
export class TimelapseNotStored extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'timelapse.not_stored';

  constructor() {
    super('The video has not reached the cloud yet.');
  }
}
