import { DomainError } from '@eyrie/platform';

/** Somebody who can write past the app role has changed the log. */
export class AuditChainBroken extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'audit.chain_broken';

  constructor(sequence: number, reason: string) {
    super(
      `The audit log was changed at entry ${sequence}, so nothing of it is signed. ${reason} ` +
        'Compare it with a backup: eyrie audit verify.',
      { sequence, reason },
    );
  }
}
