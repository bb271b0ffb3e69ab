import { DomainError } from '@eyrie/platform';

/** No such operation for this caller; whether another one has it is not told. */
export class OperationNotFound extends DomainError {
  readonly kind = 'not-found';
  readonly code = 'operation.not_found';

  constructor() {
    super('There is no such operation. It is kept for 30 days after its end.');
  }
}

/** What is over cannot be cancelled. */
export class OperationIsOver extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'operation.is_over';

  constructor() {
    super('The operation is over already.');
  }
}

/** Whoever began it has left, or may not do it any more. */
export class OperationStarterGone extends DomainError {
  readonly kind = 'forbidden';
  readonly code = 'operation.starter_gone';

  constructor() {
    super('Whoever began the operation may not do this any more.');
  }
}

/** Every attempt was cut off: nobody works at it any more. */
export class OperationLost extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'operation.lost';

  constructor() {
    super('The servers that worked at it stopped. What it had done is done; begin it again.');
  }
}
