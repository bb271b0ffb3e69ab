import type { Problem } from './generated/types.gen.ts';

/** A refusal of the API as it stands in its problem document (RFC 9457). */
export class EyrieProblem extends Error {
  override readonly name = 'EyrieProblem';
  /** Stable, for programs: `site.not_found`. `http.<status>` where no problem document came. */
  readonly code: string;
  /** Of HTTP. */
  readonly status: number;
  /** To be named to whoever runs the cloud; null where the answer came from something before it. */
  readonly requestId: string | null;
  /** What of the request was wrong, by JSON pointer. */
  readonly errors: readonly { readonly pointer: string; readonly message: string }[];
  /** How long the cloud asks to wait, in milliseconds; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** The whole document, with what is particular to its kind. */
  readonly problem: Partial<Problem> & Readonly<Record<string, unknown>>;

  constructor(status: number, problem: EyrieProblem['problem'], retryAfterMs: number | null) {
    super(problem.detail ?? problem.title ?? `The cloud answered ${status}.`);
    this.code = problem.code ?? `http.${status}`;
    this.status = status;
    this.requestId = problem.request_id ?? null;
    this.errors = problem.errors ?? [];
    this.retryAfterMs = retryAfterMs;
    this.problem = problem;
  }
}

/** No answer came: whether the request was carried out is unknown. `cause` says what went wrong. */
export class EyrieUnreachable extends Error {
  override readonly name = 'EyrieUnreachable';
}

/** Reads the refusal in an answer; what is no problem document becomes `http.<status>`. */
export async function problemOf(
  response: Response,
  retryAfterMs: number | null,
): Promise<EyrieProblem> {
  const body: unknown = await response.json().catch(() => null);
  return new EyrieProblem(response.status, isProblem(body) ? body : {}, retryAfterMs);
}

function isProblem(body: unknown): body is EyrieProblem['problem'] {
  if (typeof body !== 'object' || body === null) return false;
  return 'code' in body && typeof body.code === 'string';
}
