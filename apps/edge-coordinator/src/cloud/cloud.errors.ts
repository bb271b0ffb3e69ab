import { DomainError } from '@eyrie/platform';

/** No answer from the cloud, or one that says "later". */
export class CloudAway extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'cloud.away';
  readonly retryAfterMs: number | null;

  constructor(detail: string, retryAfterMs: number | null = null, cause?: unknown) {
    super(`The cloud is away: ${detail}.`, {}, { cause });
    this.retryAfterMs = retryAfterMs;
  }
}

/** The cloud has heard of a newer leader of this site: this one must not act for it any more. */
export class SiteFenced extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.fenced';

  constructor() {
    super('The cloud has seen a newer leader of this site.');
  }
}

/** The cloud understood the request and does not take it; the same again would fare the same. */
export class CloudRefused extends DomainError {
  readonly kind = 'invalid';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, detail: string) {
    super(`The cloud refused the request (${status} ${code}: ${detail}).`, { status });
    this.status = status;
    this.code = code;
  }
}
