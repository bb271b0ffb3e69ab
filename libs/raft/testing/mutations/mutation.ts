/** A known bug as a change of the source: `search` must occur exactly once in the file. */
export interface Mutation {
  /** Of the list of historical bugs (docs/raft-mutations.md). */
  readonly id: string;
  readonly what: string;
  /** Where it was seen. */
  readonly seenIn: string;
  /** From the repository's root. */
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  /** Finds it where seeds do not, or not soon: a spec and a part of the test's name. */
  readonly scenario?: { readonly spec: string; readonly test: string };
}

/** A bug that cannot be put into this code, and why. */
export interface Absent {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** The source with the bug in it. @throws Error when the patch does not fit the source any more. */
export function patched(mutation: Mutation, source: string): string {
  const count = source.split(mutation.search).length - 1;
  if (count !== 1) {
    throw new Error(`Mutation ${mutation.id} fits ${mutation.file} ${count} times, not once.`);
  }
  return source.replace(mutation.search, () => mutation.replace);
}
