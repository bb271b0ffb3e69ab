import { createReadStream } from 'node:fs';
import http, { IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { emptySha256, encodePath, encodeQuery, signedHeaders } from './signature.ts';
import type { S3Settings } from './s3-settings.ts';

export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  /** Empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly file: string; readonly bytes: number; readonly sha256: string };
}

/** Nothing came or went for so long: the connection is dead. */
const silenceMs = 30_000;
const tries = 4;
const waitMs = 100;
const worthAnotherTry = new Set([408, 429, 500, 502, 503, 504]);
const toldBytesMax = 2_000;

/** Requests to one bucket, each tried a few times. A body is a file, so that it can be sent again. */
export class S3Client {
  private readonly origin: URL;
  private readonly agent: http.Agent;
  private readonly send: (options: RequestOptions) => http.ClientRequest;

  constructor(private readonly settings: S3Settings) {
    this.origin = new URL(settings.endpoint);
    const { Agent, request } = this.origin.protocol === 'https:' ? https : http;
    this.agent = new Agent({ keepAlive: true, maxSockets: 64 });
    this.send = (options) => request(this.origin, options);
  }

  /**
   * The answer, its body unread, when its status is one of `expected`. Throws `MediaStoreUnavailable` with
   * what the service said.
   */
  async ask(request: S3Request, expected: readonly number[]): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.once(request).catch((error: unknown) => error as Error);
      if (answer instanceof IncomingMessage) {
        const status = answer.statusCode ?? 0;
        if (expected.includes(status)) return answer;
        const said = await beginningOf(answer);
        if (attempt === tries || !worthAnotherTry.has(status)) {
          throw this.failed(request, `${status} ${said}`);
        }
      } else if (attempt === tries) throw this.failed(request, answer.message, answer);
      await delay(waitMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }

  private failed({ method, key }: S3Request, reason: string, cause?: Error): Error {
    const { bucket, endpoint } = this.settings;
    const sentence = `${method} ${key} in ${bucket} at ${endpoint}: ${reason}`;
    return new MediaStoreUnavailable({ cause: new Error(sentence, { cause }) });
  }

  private once({ method, key, query = {}, headers = {}, body }: S3Request) {
    const { bucket, region, credentials } = this.settings;
    const path = encodePath(key === '' ? `/${bucket}` : `/${bucket}/${key}`);
    const sized: Record<string, string> =
      body === undefined ? {} : { 'content-length': String(body.bytes) };
    const signed = signedHeaders(
      {
        ...{ method, path, query, host: this.origin.host, at: new Date() },
        headers: { ...headers, ...sized },
        payloadSha256: body?.sha256 ?? emptySha256,
      },
      credentials,
      region,
    );
    const search = encodeQuery(query);
    return new Promise<IncomingMessage>((resolve, reject) => {
      const request = this.send({
        method,
        path: search === '' ? path : `${path}?${search}`,
        headers: signed,
        agent: this.agent,
      });
      request.setTimeout(silenceMs, () => {
        request.destroy(new Error(`Nothing came for ${silenceMs / 1000} s.`));
      });
      request.once('error', reject);
      request.once('response', resolve);
      if (body === undefined) request.end();
      else pipeline(createReadStream(body.file), request).catch(reject);
    });
  }
}

/** What a service says of a failure: some XML, of which nobody reads more than the beginning. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      if (text.length < toldBytesMax) text += chunk.toString();
    }
  } catch {
    // The status is known.
  }
  return text.slice(0, toldBytesMax).trim();
}
