import { DomainError } from '@eyrie/platform';

export class LockedRangeNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'locked_range.not_found';

  constructor() {
    super('There is no such locked range.');
  }
}

export class TooManyLockedRanges extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'locked_range.too_many';

  constructor(rangesMax: number) {
    super(
      `A site has at most ${rangesMax} locked ranges; unlock one that is not needed any more.`,
      {
        rangesMax,
      },
    );
  }
}
