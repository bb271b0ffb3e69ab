/** A change of the source: `search` must occur exactly once in the file. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly search: string;
  readonly replace: string;
}

/** A known bug as a change of the source. */
export interface Mutation extends Edit {
  /** Of the list of historical bugs (docs/raft-mutations.md). */
  readonly id: string;
  readonly what: string;
  /** Where it was seen. */
  readonly seenIn: string;
  /** Where one change is not enough: what else guards against it is taken away too. */
  readonly also?: readonly Edit[];
  /** Finds it where seeds do not, or not soon: a spec and a part of the test's name. */
  readonly scenario?: { readonly spec: string; readonly test: string };
}

/** A bug that cannot be put into this code, and why. */
export interface Absent {
  readonly id: string;
  readonly what: string;
  readonly why: string;
}

/** All changes, each of another place. */
export function editsOf(mutation: Mutation): readonly Edit[] {
  const { file, search, replace, also = [] } = mutation;
  return [{ file, search, replace }, ...also];
}

/** A file's source with the bug in it. @throws Error when the patch does not fit it any more. */
export function patched(mutation: Mutation, file: string, source: string): string {
  let changed = source;
  for (const edit of editsOf(mutation)) {
    if (edit.file !== file) continue;
    const count = changed.split(edit.search).length - 1;
    if (count !== 1)
      throw new Error(`Mutation ${mutation.id} fits ${file} ${count} times, not once.`);
    changed = changed.replace(edit.search, () => edit.replace);
  }
  return changed;
}
