/** What a schema says against a value, as far as a form tells it. */
interface Issue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly inclusive?: boolean | undefined;
  readonly origin?: string;
  readonly expected?: string;
}

/** What is wrong, by the field that it is wrong with. */
export function refusalsOf(issues: readonly Issue[]): Readonly<Record<string, string>> {
  const byField = issues.map((issue) => [String(issue.path[0]), sayIssue(issue)] as const);
  // Of several at one field the first is the one to mend first.
  return Object.fromEntries(byField.reverse());
}

/** The same of what is nested: by the way to the field, such as `alerts.0.threshold`. */
export function refusalsByPath(issues: readonly Issue[]): Readonly<Record<string, string>> {
  const byPath = issues.map(
    (issue) => [issue.path.map(String).join('.'), sayIssue(issue)] as const,
  );
  return Object.fromEntries(byPath.reverse());
}

function sayIssue(issue: Issue): string {
  const { code, message, minimum, maximum, inclusive, origin, expected } = issue;
  if (origin === 'array') return message;
  if (code === 'invalid_type')
    return expected === 'int' ? 'must be a whole number' : 'must be a number';
  if (code === 'too_small') {
    if (origin === 'string') return 'must not be empty';
    return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
  }
  if (code === 'too_big') {
    return origin === 'string'
      ? `must have at most ${maximum} characters`
      : `must be at most ${maximum}`;
  }
  return message;
}
