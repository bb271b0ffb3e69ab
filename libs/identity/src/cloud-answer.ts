import { isNativeError } from 'node:util/types';
import { problemSchema } from '@eyrie/contracts';
import { type fetch, type Response } from 'undici';

export type Fetch = typeof fetch;

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
  if (!isNativeError(error)) return 'unknown error';
  const { cause } = error;
  if (isNativeError(cause)) return 'code' in cause ? String(cause.code) : cause.message;
  return error.name === 'TimeoutError' ? 'no answer in time' : error.message.slice(0, 200);
}
