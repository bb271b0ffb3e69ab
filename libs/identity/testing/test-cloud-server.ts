import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestAnswer, TestEnrolmentCloud } from './enrolment-cloud.ts';

/**
 * The enrolment cloud behind real HTTP. `intercept` may answer in its place, or drop the line; what
 * asks for a nonce goes by `interceptChallenge` and is not among the requests.
 */
export class TestCloudServer {
  readonly cloud: TestEnrolmentCloud;
  /** Answers instead of the cloud; `'drop-after'` lets it work and then drops its answer. */
  intercept: (path: string) => TestAnswer | 'drop-after' | null = () => null;
  interceptChallenge: () => TestAnswer | null = () => null;
  requests: string[] = [];
  readonly #server: Server;

  private constructor(cloud: TestEnrolmentCloud) {
    this.cloud = cloud;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
        this.#answer(request.url ?? '', body, request.headers.authorization).then(
          (answer) => {
            if (answer === null) {
              response.destroy();
              return;
            }
            response.writeHead(answer.status, {
              'content-type': 'application/json',
              ...answer.headers,
            });
            response.end(JSON.stringify(answer.body));
          },
          () => response.destroy(),
        );
      });
    });
  }

  static async start(cloud: TestEnrolmentCloud): Promise<TestCloudServer> {
    const server = new TestCloudServer(cloud);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #answer(
    path: string,
    body: unknown,
    authorization: string | undefined,
  ): Promise<TestAnswer | null> {
    if (path === '/edge/v1/enrolment/challenge') {
      return this.interceptChallenge() ?? this.cloud.challenge();
    }
    this.requests.push(path);
    const instead = this.intercept(path);
    if (instead !== null && instead !== 'drop-after') return instead;
    const answer =
      path === '/edge/v1/enrol'
        ? await this.cloud.enrol(body)
        : path === '/edge/v1/certificate'
          ? await this.cloud.renew(body, this.cloud.bearer(authorization))
          : path === '/edge/v1/certificate/trust'
            ? this.cloud.trust(body, this.cloud.bearer(authorization))
            : await this.cloud.token(body, this.url);
    return instead === 'drop-after' ? null : answer;
  }
}
