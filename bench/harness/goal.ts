/** One condition of a goal, such as `≤ 3 s` or `≥ 2`. */
export interface Clause {
  readonly relation: '≥' | '≤' | '=';
  readonly limit: number;
  /** With a unit the clause is about our own value; without one about the comparison. */
  readonly unit: string | null;
}

/** What a goal is judged by. A value that was not measured is null. */
export interface Judged {
  readonly ours: number | null;
  /** Ratio or difference to the peer; null where there is no peer or it was not measured. */
  readonly comparison: number | null;
  /** False for figures that are held against a limit alone; their bare clauses are about `ours`. */
  readonly hasPeer: boolean;
}

const clausePattern = /^(≥|≤|=) (\d+(?:\.\d+)?)(?: (\S+))?$/;

/** The clauses of a goal such as `≤ 3 s, ≤ 0.1`. @throws RangeError for what is no goal. */
export function parseGoal(text: string): Clause[] {
  return text.split(', ').map((part) => {
    const [, relation, limit, unit] = clausePattern.exec(part) ?? [];
    if (relation !== '≥' && relation !== '≤' && relation !== '=') {
      throw new RangeError(`"${part}" is not a goal such as "≤ 1.15" or "≤ 3 s".`);
    }
    return { relation, limit: Number(limit), unit: unit ?? null };
  });
}

/** Whether all clauses hold; null where that cannot be said because something was not measured. */
export function isMet(goal: string, judged: Judged): boolean | null {
  return allMet(parseGoal(goal).map((clause) => holds(clause, judged)));
}

/** False when one is false, else null when one is unknown, else true. */
export function allMet(parts: readonly (boolean | null)[]): boolean | null {
  if (parts.includes(false)) return false;
  return parts.includes(null) ? null : true;
}

function holds({ relation, limit, unit }: Clause, judged: Judged): boolean | null {
  const value = unit !== null || !judged.hasPeer ? judged.ours : judged.comparison;
  if (value === null) return null;
  switch (relation) {
    case '≥':
      return value >= limit;
    case '≤':
      return value <= limit;
    case '=':
      return value === limit;
  }
}
