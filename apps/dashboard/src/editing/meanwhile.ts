/** What people set of a thing, as the form has it. */
export type Fields = Readonly<Record<string, string>>;

export interface ChangedField {
  readonly field: string;
  /** As it was when the form was opened. */
  readonly before: string;
  /** As somebody else has set it since. */
  readonly theirs: string;
  /** What this form wants instead; null where it leaves the field alone. */
  readonly mine: string | null;
}

/** The fields that the form says otherwise than it found them. */
export function changesOf(before: Fields, mine: Fields): Fields {
  return Object.fromEntries(
    Object.entries(mine).filter(([field, value]) => value !== before[field]),
  );
}

/** What somebody else changed since the form was opened; what both set alike is no matter. */
export function changedMeanwhile(before: Fields, mine: Fields, theirs: Fields): ChangedField[] {
  return Object.entries(theirs).flatMap(([field, now]) => {
    const was = before[field] ?? '';
    const wish = mine[field] ?? was;
    if (now === was || now === wish) return [];
    return [{ field, before: was, theirs: now, mine: wish === was ? null : wish }];
  });
}

/** The form after somebody else's change: his values where this form had no wish. */
export function withTheirs(before: Fields, mine: Fields, theirs: Fields): Fields {
  return { ...theirs, ...changesOf(before, mine) };
}
