import { problemSchema, type Problem } from '@eyrie/contracts';
import type { z } from 'zod';

/** The cloud refused, and said why in a problem document. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

/** The cloud could not be reached at all. */
export class CloudUnreachable extends Error {
  override readonly name = 'CloudUnreachable';
}

/** Asks the REST API and checks the answer. Throws `ApiProblem` or `CloudUnreachable`. */
export async function ask<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  init: RequestInit = {},
): Promise<z.output<Schema>> {
  const response = await send(path, init);
  return schema.parse(await response.json());
}

export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (error) {
    throw new CloudUnreachable('The cloud cannot be reached from this browser.', { cause: error });
  }
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => null));
  throw new ApiProblem(
    problem.success
      ? problem.data
      : {
          type: 'about:blank',
          title: `The cloud answered ${response.status}.`,
          status: response.status,
          code: 'http',
          request_id: response.headers.get('x-request-id') ?? 'unknown',
        },
  );
}

/** `seenRevision`: what is changed, as it was seen; the cloud refuses where it is another one by now. */
export function asJson(method: string, body: unknown, seenRevision?: number): RequestInit {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (seenRevision !== undefined) headers.set('if-match', `"${seenRevision}"`);
  return { method, headers, body: JSON.stringify(body) };
}
