import { DomainError } from '@eyrie/platform';

/** Another request was made under the same key. */
export class IdempotencyKeyReused extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.idempotency_key_reused';

  constructor() {
    super('This Idempotency-Key was used for another request to this address; draw a new one.');
  }
}

/** The first request under the key has not been answered yet. */
export class IdempotencyKeyInFlight extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'request.idempotency_key_in_flight';

  constructor() {
    super('A request under this Idempotency-Key is being carried out; ask again for its answer.', {
      retryAfterSeconds: 1,
    });
  }
}
