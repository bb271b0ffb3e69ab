import { DomainError } from '@eyrie/platform';

/** There is none, it is of another organisation, the link is not good (any more), or it was removed. */
export class ExportNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'export.not_found';

  constructor() {
    super('There is no such export, or its link is not good any more.');
  }
}
