import { DomainError } from '@eyrie/platform';

export class TooManyRequests extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'limits.too_many_requests';

  /** `limit` is the name of the policy, as in the headers. */
  constructor(limit: string, retryAfterSeconds: number) {
    super(`Too many requests (limit: ${limit}). Try again later.`, { limit, retryAfterSeconds });
  }
}
