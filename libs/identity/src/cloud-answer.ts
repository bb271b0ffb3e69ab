import { problemSchema } from '@eyrie/contracts';

export type Fetch = typeof globalThis.fetch;

const problemBytesMax = 16_384;

/** What a refusal says about itself, short enough for a log line. Consumes the body. */
export async function describeProblem(response: Response): Promise<string> {
  const text = (await response.text().catch(() => '')).slice(0, problemBytesMax);
  try {
    const problem = problemSchema.partial().parse(JSON.parse(text));
    return problem.detail ?? problem.title ?? problem.code ?? response.statusText;
  } catch {
    return response.statusText;
  }
}

/** A network error in a few words: its system code where it has one. Never the request's content. */
export function reasonOf(error: unknown): string {
  const { name, message, cause } = error as { name?: string; message?: string; cause?: unknown };
  // By shape: what Node's internals throw is of another realm where a test runner has made its own.
  const { code } = (cause ?? error) as { code?: unknown };
  if (typeof code === 'string') return code;
  return name === 'TimeoutError' ? 'no answer in time' : (message ?? 'unknown error').slice(0, 200);
}
