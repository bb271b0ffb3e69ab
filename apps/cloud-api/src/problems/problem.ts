import type { Problem } from '@eyrie/contracts';
import { DomainError, type ErrorKind } from '@eyrie/platform';
import { InvalidRequest } from './invalid-request.ts';
import { currentTrace } from '../request-context/request-context.ts';

/** A new kind of error does not compile until it has a status. */
export const statusOfKind = {
  'not-found': 404,
  conflict: 409,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  'precondition-failed': 412,
  'precondition-required': 428,
  'too-large': 413,
  'too-many': 429,
  unavailable: 503,
} as const satisfies Record<ErrorKind, number>;

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  412: 'Precondition failed',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Invalid',
  428: 'Precondition required',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  503: 'Unavailable',
};

export const titleOf = (status: number): string => titles[status] ?? 'Refused';

/** The stable URI of a kind of problem. */
export const typeOf = (code: string): string => `urn:eyrie:problem:${code}`;

/** What of an error the caller may see (RFC 9457), and the headers that go with it. */
export interface ProblemAnswer {
  body: Problem;
  headers: Readonly<Record<string, string>>;
  /** Whether the failure is ours, and to be logged as an error. */
  unexpected: boolean;
}

/** The one mapper from errors to answers. Nothing of an unexpected error leaves the process. */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof DomainError) return fromDomain(error, requestId);
  const status = frameworkStatus(error);
  if (status !== null && status < 500) {
    const code = frameworkCodes[status] ?? 'request.refused';
    return answer({ status, code, requestId, detail: frameworkDetails[status] });
  }
  if (status === 503) {
    return answer({
      status,
      code: 'server.unavailable',
      requestId,
      headers: { 'retry-after': '1' },
    });
  }
  return answer({ status: 500, code: 'server.error', requestId, unexpected: true });
}

function fromDomain(error: DomainError, requestId: string): ProblemAnswer {
  const status = statusOfKind[error.kind];
  const headers: Record<string, string> = {};
  const retryAfter = error.details['retryAfterSeconds'];
  if (typeof retryAfter === 'number') headers['retry-after'] = String(Math.ceil(retryAfter));
  else if (error.kind === 'unavailable') headers['retry-after'] = '1';
  if (error.kind === 'unauthenticated') headers['www-authenticate'] = 'Bearer realm="eyrie"';
  return answer({
    status,
    code: error.code,
    requestId,
    detail: error.message,
    headers,
    ...(error instanceof InvalidRequest ? { errors: error.errors } : {}),
  });
}

interface Parts {
  status: number;
  code: string;
  requestId: string;
  detail?: string | undefined;
  errors?: InvalidRequest['errors'];
  headers?: Record<string, string>;
  unexpected?: boolean;
}

function answer(parts: Parts): ProblemAnswer {
  const { status, code, requestId, detail, errors, headers = {}, unexpected = false } = parts;
  const trace = currentTrace();
  return {
    body: {
      type: typeOf(code),
      title: titleOf(status),
      status,
      ...(detail === undefined ? {} : { detail }),
      code,
      doc_url: `/docs/problems#${code}`,
      request_id: requestId,
      ...(trace === null ? {} : { trace_id: trace }),
      ...(errors === undefined ? {} : { errors: [...errors] }),
    },
    headers,
    unexpected,
  };
}

/** The status that NestJS (`getStatus`) or Fastify (`statusCode`) put on their own errors. */
function frameworkStatus(error: unknown): number | null {
  if (!(error instanceof Error)) return null;
  const { getStatus, statusCode } = error as { getStatus?: unknown; statusCode?: unknown };
  if (typeof getStatus === 'function') return Number(getStatus.call(error));
  return typeof statusCode === 'number' ? statusCode : null;
}

/** Of what NestJS or Fastify refuses by itself. */
export const frameworkCodes: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  401: 'auth.required',
  403: 'auth.forbidden',
  404: 'route.not_found',
  405: 'request.method_not_allowed',
  408: 'request.timeout',
  413: 'request.too_large',
  414: 'request.address_too_long',
  415: 'request.media_type',
  431: 'request.headers_too_large',
};

const frameworkDetails: Readonly<Record<number, string>> = {
  400: 'The request could not be read.',
  404: 'There is nothing at this address.',
  413: 'The request is larger than this address accepts.',
  414: 'A part of the address is longer than any id or name.',
  415: 'This address does not accept that media type.',
  431: 'The request has too many headers.',
};
