import { problemSchema } from '@eyrie/contracts';
import { CloudUnavailable, retryAfterMs, TokenRefused, type AccessTokens } from '@eyrie/identity';
import { Pool, type Dispatcher } from 'undici';
import { CloudAway, CloudRefused, SiteFenced } from './cloud.errors.ts';

export interface CloudRequest {
  readonly method: 'GET' | 'POST';
  /** Begins with /edge/v1/. */
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface CloudAnswer {
  readonly status: number;
  readonly etag: string | null;
  /** Parsed JSON; null where the answer has no body. */
  readonly body: unknown;
}

const answerMsMax = 30_000;
const answerBytesMax = 4 * 1024 * 1024;

/** The coordinator's connections to the cloud: kept alive, few, and every request with a token. */
export class CloudClient {
  readonly #pool: Pool;
  readonly #basePath: string;
  readonly #tokens: AccessTokens;

  constructor(cloudUrl: string, tokens: AccessTokens) {
    const { origin, pathname } = new URL(cloudUrl);
    this.#basePath = pathname.replace(/\/$/, '');
    this.#tokens = tokens;
    this.#pool = new Pool(origin, {
      connections: 16,
      headersTimeout: answerMsMax,
      bodyTimeout: answerMsMax,
      connectTimeout: 10_000,
      keepAliveTimeout: 30_000,
    });
  }

  /**
   * A request whose answer is a small JSON document. A token that was revoked meanwhile is
   * exchanged for a new one, once.
   * @throws CloudAway, SiteFenced, CloudRefused; the signal's reason.
   */
  async json(request: CloudRequest): Promise<CloudAnswer> {
    let token = await this.token();
    let answer = await this.#once(request, token);
    if (answer.status === 401) {
      this.#tokens.drop(token);
      token = await this.token();
      answer = await this.#once(request, token);
    }
    if (answer.status < 400) return answer;
    throw failureOf(answer.status, answer.body, answer.retryAfter);
  }

  /** @throws CloudAway, CloudRefused */
  async token(): Promise<string> {
    try {
      return await this.#tokens.get();
    } catch (error) {
      if (error instanceof TokenRefused) {
        const code = error.revocation === null ? error.code : 'device.revoked';
        throw new CloudRefused(error.status, code, error.message);
      }
      const wish = error instanceof CloudUnavailable ? error.retryAfterMs : null;
      throw new CloudAway('no access token', wish, error);
    }
  }

  /** Why the cloud lets this device in no more, in its words; null while it does. */
  get revocation(): string | null {
    return this.#tokens.revocation;
  }

  dropToken(token: string): void {
    this.#tokens.drop(token);
  }

  /**
   * A request whose bodies are streams. The answer is the cloud's, whatever its status; its body
   * must be read or dumped.
   * @throws CloudAway
   */
  async stream(
    options: Omit<Dispatcher.RequestOptions, 'origin' | 'path'> & { path: string },
    token: string,
  ): Promise<Dispatcher.ResponseData> {
    try {
      return await this.#pool.request({
        ...options,
        path: `${this.#basePath}${options.path}`,
        headers: { ...(options.headers as object), authorization: `Bearer ${token}` },
      });
    } catch (error) {
      throw new CloudAway(describe(error), null, error);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async #once(
    { method, path, headers = {}, body, signal }: CloudRequest,
    token: string,
  ): Promise<CloudAnswer & { retryAfter: string | null }> {
    signal?.throwIfAborted();
    try {
      const response = await this.#pool.request({
        method,
        path: `${this.#basePath}${path}`,
        headers: {
          accept: 'application/json',
          ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          authorization: `Bearer ${token}`,
        },
        body: body ?? null,
        signal: signal ?? null,
      });
      const text = await readText(response.body);
      return {
        status: response.statusCode,
        etag: first(response.headers.etag),
        body: parseJson(text),
        retryAfter: first(response.headers['retry-after']),
      };
    } catch (error) {
      signal?.throwIfAborted();
      throw error instanceof CloudAway ? error : new CloudAway(describe(error), null, error);
    }
  }
}

function failureOf(status: number, body: unknown, retryAfter: string | null): Error {
  const problem = problemSchema.partial().safeParse(body).data ?? {};
  const detail = problem.detail ?? problem.title ?? 'no reason given';
  if (status === 409 && problem.code === 'site.fenced') return new SiteFenced();
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    return new CloudAway(`it answers ${status}`, retryAfterMs(retryAfter, Date.now()));
  }
  return new CloudRefused(status, problem.code ?? 'cloud.refused', detail);
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > answerBytesMax) throw new CloudAway('its answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? null : (JSON.parse(text) as unknown);
  } catch {
    return null;
  }
}

function first(header: string | string[] | undefined): string | null {
  return (Array.isArray(header) ? header[0] : header) ?? null;
}

function describe(error: unknown): string {
  // By shape: what Node's internals throw is of another realm where a test runner has made its own.
  const { code, message } = error as { code?: unknown; message?: string };
  return typeof code === 'string' ? code : (message ?? 'unknown error');
}
