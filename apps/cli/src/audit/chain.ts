import { createHash } from 'node:crypto';
import { auditChainStart, auditChainText, canonicalJson, type AuditEntry } from '@eyrie/contracts';

/** The first place where a chain does not hold, and what is wrong there. */
export interface BrokenLink {
  sequence: number;
  reason: string;
}

/** A position in a chain that somebody wrote down: everything up to it must still be there. */
export interface ChainHead {
  sequence: number;
  hash: string;
}

/** A head that the cloud wrote to its log. */
export interface Checkpoint extends ChainHead {
  organisation_id: string;
}

/** Follows an organisation's audit chain link by link, in order, from its beginning. */
export class AuditChain {
  private last: ChainHead = { sequence: 0, hash: auditChainStart };
  private organisationId: string | null = null;
  private readonly written = new Map<number, (ChainHead | Checkpoint)[]>();

  /** `written`: heads of earlier, without which a cut-off end cannot be told from a young chain. */
  constructor(written: readonly (ChainHead | Checkpoint)[] = []) {
    for (const head of written) {
      const others = this.written.get(head.sequence) ?? [];
      this.written.set(head.sequence, [...others, head]);
    }
  }

  get head(): ChainHead {
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
  private writtenAt(sequence: number): (ChainHead | Checkpoint)[] {
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
    const wanted = this.last.sequence + 1;
    if (entry.sequence > wanted) return `Entry ${wanted} is missing before it.`;
    if (entry.sequence < wanted) return 'The entry comes twice, or out of order.';
    if (entry.previous_hash !== this.last.hash) {
      return 'It does not follow the entry before it: that one, or the link, was changed.';
    }
    if (sha256(auditChainText(entry)) !== entry.hash) return 'Its content was changed.';
    for (const part of ['before', 'after'] as const) {
      if (!agrees(entry[part], entry[`${part}_sha256`])) return `What was ${part} was changed.`;
    }
    return null;
  }
}

/** A value that was erased leaves its digest behind, and the chain still holds. */
function agrees(value: unknown, digest: string | null): boolean {
  if (value === null || value === undefined) return true;
  return sha256(canonicalJson(value)) === digest;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
