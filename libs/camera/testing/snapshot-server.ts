import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { testPicture } from './test-picture.ts';

export interface SnapshotServerOptions {
  readonly width: number;
  readonly height: number;
  /** Digest by this algorithm, or basic; nobody is asked where it is absent. */
  readonly authentication?: 'basic' | 'MD5' | 'SHA-256';
  readonly user?: string;
  readonly password?: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A camera that gives a JPEG over HTTP, with an authentication of its own making (RFC 7616). */
export class SnapshotServer {
  readonly requests: { url: string; authorization: string | null }[] = [];
  /** In place of a picture. */
  answer: Answer | null = null;
  private nonce = randomBytes(12).toString('hex');
  private readonly server: Server;
  private readonly options: SnapshotServerOptions;

  private constructor(options: SnapshotServerOptions) {
    this.options = options;
    this.server = createServer((request, response) => this.serve(request, response));
  }

  static async start(options: SnapshotServerOptions): Promise<SnapshotServer> {
    const camera = new SnapshotServer(options);
    await new Promise<void>((resolve) => camera.server.listen(0, '127.0.0.1', resolve));
    return camera;
  }

  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('It does not listen.');
    return `http://127.0.0.1:${address.port}/snap.jpg?channel=1`;
  }

  /** As cameras do every few minutes. */
  changeNonce(): void {
    this.nonce = randomBytes(12).toString('hex');
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { url = '', headers } = request;
    this.requests.push({ url, authorization: headers.authorization ?? null });
    if (this.answer) {
      this.answer(request, response);
      return;
    }
    if (!this.isAuthorised(request)) {
      const { authentication } = this.options;
      const digest = `Digest realm="cam, 1", qop="auth", nonce="${this.nonce}", algorithm=${authentication}`;
      const challenge = authentication === 'basic' ? 'Basic realm="cam, 1"' : digest;
      response.writeHead(401, { 'www-authenticate': challenge }).end();
      return;
    }
    void testPicture(this.options).then((jpeg) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(jpeg);
    });
  }

  private isAuthorised({ headers, method, url }: IncomingMessage): boolean {
    const { authentication, user, password } = this.options;
    if (authentication === undefined) return true;
    const given = headers.authorization ?? '';
    if (authentication === 'basic') {
      return given === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    }
    const field = (name: string): string =>
      new RegExp(`[ ,]${name}="?([^",]*)`).exec(given)?.[1] ?? '';
    const hash = authentication === 'MD5' ? 'md5' : 'sha256';
    const h = (text: string): string => createHash(hash).update(text).digest('hex');
    const secret = h(`${user}:cam, 1:${password}`);
    const [nc, cnonce] = [field('nc'), field('cnonce')];
    const expected = h(`${secret}:${this.nonce}:${nc}:${cnonce}:auth:${h(`${method}:${url}`)}`);
    return field('response') === expected;
  }
}
