import { InvalidRequest } from '../problems/index.ts';
import { ChangedMeanwhile } from './precondition.errors.ts';

/**
 * What the sender of a change has seen, by If-Match. A tag is `"<revision>-<hash of the answer>"` or
 * `"<revision>"`: only the revision counts, since an answer also shows what nobody set (a device was heard
 * again), and that is no reason to refuse (docs/decisions/0023).
 */
export class SeenRevision {
  private constructor(private readonly revisions: ReadonlySet<number> | 'any') {}

  /** Null where there is no header. Throws `InvalidRequest`. */
  static fromHeader(header: string | undefined): SeenRevision | null {
    if (header === undefined) return null;
    if (header.trim() === '*') return new SeenRevision('any');
    const revisions = header.split(',').map((tag) => {
      // A proxy that compresses makes tags weak; the revision is as good as before.
      const revision = /^(?:W\/)?"(\d{1,9})(?:-[\w-]{1,64})?"$/.exec(tag.trim())?.[1];
      // The tag of something else: it may be well formed, and then it matches nothing.
      if (revision === undefined && !/^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(tag.trim())) {
        throw new InvalidRequest([{ pointer: '', message: 'the header If-Match must be an ETag' }]);
      }
      return revision === undefined ? -1 : Number(revision);
    });
    return new SeenRevision(new Set(revisions));
  }

  /** To be asked in the transaction of the change, under its lock. Throws `ChangedMeanwhile`. */
  check(revision: number): void {
    if (this.revisions !== 'any' && !this.revisions.has(revision)) {
      throw new ChangedMeanwhile(revision);
    }
  }
}
