import { DomainError } from '@eyrie/platform';

export class TooManyStreams extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'stream.too_many';

  constructor(streamsMax: number) {
    super(
      `You have ${streamsMax} event streams open, which is the most. Close one, such as another tab.`,
      { streamsMax, retryAfterSeconds: 10 },
    );
  }
}
