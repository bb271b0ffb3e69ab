import { DomainError } from '@eyrie/platform';

/** Changes are made at the leader. */
export class NotLeading extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'site.not_leader';

  constructor(leader: { readonly nodeId: number; readonly name: string } | null) {
    super(
      leader
        ? `${leader.name} (node ${leader.nodeId}) leads the site. Run the command there.`
        : 'The site has no leader at the moment, so that nothing can be changed.',
      { leader_node_id: leader?.nodeId ?? null, leader_name: leader?.name ?? null },
    );
  }
}

/** It would do harm, or makes no sense; the sentence says why and what to do. */
export class ChangeRefused extends DomainError {
  readonly kind = 'conflict';
  readonly code: string;

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

/** The coordinator does not take part in its site yet. */
export class NotRunning extends DomainError {
  readonly kind = 'unavailable';
  readonly code = 'site.not_running';
}
