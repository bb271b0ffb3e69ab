import type { ApiOperation, Answer, Input, OperationData } from './api-operation.ts';
import { EyrieProblem, EyrieUnreachable, problemOf } from './problem.ts';
import {
  defaultRetryLimits,
  retryAfterMsOf,
  waitBeforeRetry,
  type RetryLimits,
} from './retry-policy.ts';

/** Who asks. Exactly one of them; none of them: the browser's own session. */
export type Credential =
  | { readonly apiKey: string | (() => string); readonly sessionCookie?: never }
  | { readonly sessionCookie: string; readonly apiKey?: never }
  | { readonly apiKey?: never; readonly sessionCookie?: never };

export type TransportOptions = Credential & {
  /** Where the cloud is: `https://eyrie.example.org`. In a browser `''` is the page's own origin. */
  readonly baseUrl: string;
  /** In place of the global one. */
  readonly fetch?: typeof fetch;
  readonly retry?: Partial<RetryLimits>;
  /** How long one attempt may take, in milliseconds. Default: 60 000. */
  readonly timeoutMs?: number;
  /** In [0, 1); in place of `Math.random`. */
  readonly random?: () => number;
};

/** What can be said with any call. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** In place of a drawn one: a POST under the key of an earlier one gets that one's answer. */
  readonly idempotencyKey?: string | undefined;
}

/** A value with what the answer said about it. */
export interface Exchange<Value> {
  readonly value: Value;
  /** The version that was read, for `If-Match`; null where the answer had none. */
  readonly etag: string | null;
  readonly headers: Headers;
}

/** What `send` is told beside the input of the operation. */
export interface SendOptions extends CallOptions {
  readonly extraHeaders?: Readonly<Record<string, string>> | undefined;
}

/** The parts of an input as a request needs them; their types are the operation's. */
interface RequestParts {
  readonly path?: Readonly<Record<string, string | number>>;
  readonly query?: Readonly<Record<string, string | number | boolean | null | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Carries operations over HTTP: credentials, keys, attempts, refusals. */
export class Transport {
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
  readonly #options: TransportOptions;
  readonly #limits: RetryLimits;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.fetch = options.fetch ?? ((input, init) => fetch(input, init));
    this.#limits = { ...defaultRetryLimits, ...options.retry };
  }

  /** Asked anew for each request, so that a key may be exchanged meanwhile. */
  credentialHeaders(): Record<string, string> {
    const { apiKey, sessionCookie } = this.#options;
    if (sessionCookie !== undefined) return { cookie: sessionCookie };
    if (apiKey === undefined) return {};
    return { authorization: `Bearer ${typeof apiKey === 'function' ? apiKey() : apiKey}` };
  }

  /** Throws `EyrieProblem` or `EyrieUnreachable`; where `signal` ends it, the signal's reason. */
  exchange<Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    input: Input<Data>,
    options: SendOptions = {},
  ): Promise<Exchange<Answer<Responses>>> {
    return this.#send(operation, input, options, async (response) => ({
      value: (await valueOf(response)) as Answer<Responses>,
      etag: response.headers.get('etag'),
      headers: response.headers,
    }));
  }

  /** The answer with its body still to be read. */
  open<Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    input: Input<Data>,
    options: SendOptions = {},
  ): Promise<Response> {
    return this.#send(operation, input, options, (response) => Promise.resolve(response));
  }

  async #send<Data extends OperationData, Responses, Result>(
    operation: ApiOperation<Data, Responses>,
    input: Input<Data>,
    options: SendOptions,
    read: (response: Response) => Promise<Result>,
  ): Promise<Result> {
    const parts = input as RequestParts;
    const url = `${this.baseUrl}${addressOf(operation.path, parts)}`;
    const headers: Record<string, string> = { ...parts.headers, ...options.extraHeaders };
    // One key for the call, whatever number of attempts it takes: that makes them one.
    if (operation.method === 'POST') {
      headers['idempotency-key'] ??= options.idempotencyKey ?? crypto.randomUUID();
    }
    const body = parts.body === undefined ? {} : { body: JSON.stringify(parts.body) };
    if (parts.body !== undefined) headers['content-type'] = 'application/json';
    for (let attempts = 1; ; attempts += 1) {
      const init = { method: operation.method, headers, ...body };
      try {
        return await this.#attempt(url, init, options.signal, read);
      } catch (error) {
        options.signal?.throwIfAborted();
        const waitMs = waitBeforeRetry(
          failureOf(error),
          { isRepeatable: isRepeatable(operation.method, headers), attempts },
          this.#limits,
          (this.#options.random ?? Math.random)(),
        );
        if (waitMs === null) throw error;
        await pause(waitMs, options.signal);
      }
    }
  }

  async #attempt<Result>(
    url: string,
    init: { method: string; headers: Record<string, string>; body?: string },
    signal: AbortSignal | undefined,
    read: (response: Response) => Promise<Result>,
  ): Promise<Result> {
    const { timeoutMs = 60_000 } = this.#options;
    const timeout = new AbortController();
    const timer = setTimeout(
      () => timeout.abort(new Error(`No answer within ${timeoutMs} ms.`)),
      timeoutMs,
    );
    try {
      const response = await this.fetch(url, {
        ...init,
        headers: { ...init.headers, ...this.credentialHeaders() },
        credentials: 'same-origin',
        signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
      });
      if (response.ok || response.status === 304) return await read(response);
      throw await problemOf(response, retryAfterMsOf(response.headers, Date.now()));
    } catch (error) {
      if (error instanceof EyrieProblem || signal?.aborted === true) throw error;
      const cause: unknown = timeout.signal.aborted ? timeout.signal.reason : error;
      const { host } = new URL(url, 'http://this-page');
      throw new EyrieUnreachable(`${host} cannot be reached.`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

function failureOf(error: unknown): Parameters<typeof waitBeforeRetry>[0] {
  if (error instanceof EyrieProblem) return error;
  if (error instanceof EyrieUnreachable) return { status: null, code: null, retryAfterMs: null };
  // A mistake of ours or of the caller: trying again would not mend it.
  throw error;
}

// A change under If-Match that was carried out would be refused the second time, and look undone;
// a deletion would look like something that never was.
function isRepeatable(method: string, headers: Readonly<Record<string, string>>): boolean {
  if (method === 'PUT') return headers['if-match'] === undefined;
  return method === 'GET' || method === 'POST';
}

function addressOf(path: string, { path: places = {}, query = {} }: RequestParts): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(places[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  return search.size === 0 ? address : `${address}?${search.toString()}`;
}

async function valueOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  const type = response.headers.get('content-type') ?? '';
  const text = await response.text();
  if (text === '') return undefined;
  return /^application\/(\S+\+)?json\b/.test(type) ? JSON.parse(text) : text;
}

/** Waits, unless the signal ends it first. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}
