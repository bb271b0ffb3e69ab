import { DomainError } from '@eyrie/platform';

export interface FieldError {
  /** JSON pointer (RFC 6901) into the request. */
  pointer: string;
  message: string;
}

/** What a Standard Schema validator says about one place of its input. */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A request that does not fit its schema. Says where, never repeats what was sent. */
export class InvalidRequest extends DomainError {
  readonly kind = 'invalid';
  readonly code = 'request.invalid';

  constructor(readonly errors: readonly FieldError[]) {
    super('The request does not fit its schema.');
  }

  static fromIssues(issues: readonly Issue[]): InvalidRequest {
    return new InvalidRequest(
      issues.slice(0, 50).map((issue) => ({
        pointer: (issue.path ?? [])
          .map((part) => `/${escapePointer(typeof part === 'object' ? part.key : part)}`)
          .join(''),
        message: issue.message,
      })),
    );
  }
}

function escapePointer(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}
