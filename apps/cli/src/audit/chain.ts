import { createHash } from 'node:crypto';
import {
  auditChainStart,
  type AuditCheckpoint,
  type AuditEntry,
  type AuditHead,
  auditLinkFault,
} from '@eyrie/contracts';

/** The first place where a chain does not hold, and what is wrong there. */
export interface BrokenLink {
  sequence: number;
  reason: string;
}

/** A head that is held against one organisation's chain. */
export type Checkpoint = AuditHead & Pick<AuditCheckpoint, 'organisation_id'>;

/** Follows an organisation's audit chain link by link, in order, from its beginning. */
export class AuditChain {
  private last: AuditHead = { sequence: 0, hash: auditChainStart };
  private organisationId: string | null = null;
  private readonly written = new Map<number, (AuditHead | Checkpoint)[]>();

  /** `written`: heads of earlier, without which a cut-off end cannot be told from a young chain. */
  constructor(written: readonly (AuditHead | Checkpoint)[] = []) {
    for (const head of written) this.expect(head);
  }

  /** Holds the chain against one more head, which may be of an entry that has been added already. */
  expect(head: AuditHead | Checkpoint): void {
    const others = this.written.get(head.sequence) ?? [];
    this.written.set(head.sequence, [...others, head]);
  }

  get head(): AuditHead {
    return this.last;
  }

  /** Takes the next link. Null where it holds. */
  add(entry: AuditEntry): BrokenLink | null {
    const reason = this.reasonAgainst(entry);
    if (reason !== null) return { sequence: entry.sequence, reason };
    this.organisationId = entry.organisation_id;
    this.last = { sequence: entry.sequence, hash: entry.hash };
    if (this.writtenAt(entry.sequence).every(({ hash }) => hash === entry.hash)) return null;
    return {
      sequence: entry.sequence,
      reason: 'The whole chain was written anew: this is not the hash that was written down.',
    };
  }

  /** Says that there are no further links. Null where nothing is missing. */
  end(): BrokenLink | null {
    const missing = [...this.written.keys()].filter(
      (sequence) => sequence > this.last.sequence && this.writtenAt(sequence).length > 0,
    );
    if (missing.length === 0) return null;
    return {
      sequence: this.last.sequence + 1,
      reason: `The end was cut off: entry ${Math.max(...missing)} was there before.`,
    };
  }

  /** What was written down of this organisation; of any, as long as there was no entry that names it. */
  private writtenAt(sequence: number): (AuditHead | Checkpoint)[] {
    const all = this.written.get(sequence) ?? [];
    return all.filter(
      (head) =>
        !('organisation_id' in head) ||
        this.organisationId === null ||
        head.organisation_id === this.organisationId,
    );
  }

  private reasonAgainst(entry: AuditEntry): string | null {
    if (this.organisationId !== null && entry.organisation_id !== this.organisationId) {
      return 'The entry is of another organisation.';
    }
    return auditLinkFault(this.last, entry, sha256);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
