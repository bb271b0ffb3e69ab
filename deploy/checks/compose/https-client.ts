import { request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { domain } from './stack.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks the gateway as a browser at the installation's own name does, by its certificate. */
export class HttpsClient {
  cookie = '';

  constructor(
    private readonly port: number,
    private readonly certificate: string,
    private readonly localAddress = '127.0.0.1',
  ) {}

  get options(): Omit<RequestOptions, 'headers'> & { headers: OutgoingHttpHeaders } {
    return {
      host: '127.0.0.1',
      port: this.port,
      servername: domain,
      ca: this.certificate,
      localAddress: this.localAddress,
      agent: false,
      headers: {
        host: domain,
        origin: `https://${domain}`,
        ...(this.cookie ? { cookie: this.cookie } : {}),
      },
    };
  }

  /** The answer as soon as its headers are there. */
  open(
    method: string,
    path: string,
    more: { headers?: OutgoingHttpHeaders; body?: string } = {},
  ): Promise<IncomingMessage> {
    const { options } = this;
    return new Promise((resolve, reject) => {
      const asked = request(
        { ...options, method, path, headers: { ...options.headers, ...more.headers } },
        resolve,
      );
      asked.on('error', reject);
      asked.end(more.body);
    });
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.open(method, path, {
      headers: {
        ...(text === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text === undefined ? {} : { body: text }),
    });
    let whole = '';
    for await (const chunk of answer) whole += String(chunk);
    return { status: answer.statusCode ?? 0, headers: answer.headers, text: whole };
  }

  /** Logs in; the cookie goes with what is asked after it. */
  async logIn(email: string, password: string): Promise<Answer> {
    const answer = await this.ask('POST', '/v1/session', { email, password });
    this.cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
    return answer;
  }
}
