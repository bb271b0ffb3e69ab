import { DomainError } from '@eyrie/platform';

export class PageNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'route.not_found';

  constructor() {
    super('There is nothing at this address.');
  }
}

export class DashboardNotBuilt extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'dashboard.not_built';

  constructor() {
    super('The dashboard has not been built. Run "npm run build", or see /docs for the API.');
  }
}
