import { DomainError } from '@eyrie/platform';

export class ApiKeyNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'api_key.not_found';

  constructor() {
    super('There is no such API key.');
  }
}

export class TooManyApiKeys extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'api_key.too_many';

  constructor(keysMax: number) {
    super(`The organisation has ${keysMax} API keys, which is the most. Revoke one.`, { keysMax });
  }
}
