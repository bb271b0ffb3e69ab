/** What a caller can do about a failure. Each transport maps every kind to its own terms. */
export type ErrorKind =
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'precondition-failed'
  | 'precondition-required'
  | 'too-large'
  | 'too-many'
  | 'unavailable';

/**
 * An outcome that a caller must handle. `code` is stable and for programs (`site.not_found`),
 * `message` is a sentence for people, `details` are public.
 */
export abstract class DomainError extends Error {
  abstract readonly kind: ErrorKind;
  abstract readonly code: string;

  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}
