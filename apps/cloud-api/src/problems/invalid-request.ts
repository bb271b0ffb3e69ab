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
    super(sentenceOf(errors));
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

/** The first of them in words, for who reads no pointers. */
function sentenceOf(errors: readonly FieldError[]): string {
  const [first] = errors;
  if (!first) return 'The request does not fit its schema.';
  const where = first.pointer.slice(1).replaceAll('/', '.');
  // Ours are ends of sentences ("must be …"), the schema's own are sentences.
  const isSentence = /^[A-Z]/.test(first.message);
  const said = where === '' ? first.message : `${where}${isSentence ? ':' : ''} ${first.message}`;
  const more = errors.length > 1 ? ` There ${othersText(errors.length - 1)}: see errors.` : '';
  const begun = where === '' ? `${said.slice(0, 1).toUpperCase()}${said.slice(1)}` : said;
  return `${begun}${said.endsWith('.') ? '' : '.'}${more}`;
}

const othersText = (count: number): string =>
  count === 1 ? 'is one fault more' : `are ${count} faults more`;

function escapePointer(part: PropertyKey): string {
  return String(part).replaceAll('~', '~0').replaceAll('/', '~1');
}
