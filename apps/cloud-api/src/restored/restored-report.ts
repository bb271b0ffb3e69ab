/** What was found in a database and its objects after they were restored; empty lists are good. */
export interface RestoredReport {
  /** Rows by table, the partitions of a table counted as one. */
  readonly rows: Readonly<Record<string, number>>;
  readonly media: {
    readonly objects: number;
    readonly bytes: number;
    /** `organisation/sha256` of what a row promises and no file keeps. */
    readonly missing: readonly string[];
    readonly damaged: readonly string[];
  };
  readonly audit: {
    readonly organisations: number;
    readonly entries: number;
    /** Of whose chain a link does not hold, and why. */
    readonly broken: readonly string[];
  };
  /** Gaps in the wall between tenants. */
  readonly wall: readonly string[];
  /** Sequences that would give a number out again. */
  readonly sequences: readonly string[];
}
