import { DomainError } from '@eyrie/platform';

export class TooManyStreams extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'stream.too_many';

  constructor(whose: 'person' | 'organisation', streamsMax: number) {
    super(
      whose === 'person'
        ? `You have ${streamsMax} event streams open, which is the most. Close one, such as another tab.`
        : `Your organisation has ${streamsMax} event streams open, which is the most.`,
      { whose, streamsMax, retryAfterSeconds: 10 },
    );
  }
}

/** A token was asked for in another's name, or for more than the caller may do. */
export class TokenNotGranted extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'stream.token_not_granted';

  constructor() {
    super('A token is for yourself, and for at most what you may do.');
  }
}
