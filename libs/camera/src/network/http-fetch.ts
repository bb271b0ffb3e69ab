import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import { CameraError } from '../camera.errors.ts';
import { releaseBytes } from '../release-bytes.ts';
import type { AllowedNetworks } from './allowed-networks.ts';
import {
  authorisationOf,
  type Challenge,
  type Credentials,
  readChallenges,
  strongestChallenge,
} from './digest.ts';

export interface HttpFetchOptions {
  readonly networks: AllowedNetworks;
  readonly credentials: Credentials | null;
  /** Cameras have certificates that nobody vouches for. */
  readonly isCertificateChecked: boolean;
  readonly bytesMax: number;
}

export interface HttpAnswer {
  readonly body: Buffer;
  readonly contentType: string;
}

const redirectsMax = 3;

/**
 * GETs a URL of a camera: within the networks allowed, at each redirect anew; with basic or digest
 * authentication, told only to the host it was given for. It remembers the challenge, so that further
 * frames need one request.
 */
export class HttpFetch {
  private challenge: Challenge | null = null;
  private count = 0;

  constructor(private readonly options: HttpFetchOptions) {}

  /** Rejects with a `CameraError`, or with the signal's reason. */
  async get(url: URL, signal: AbortSignal): Promise<HttpAnswer> {
    let target = url;
    for (let redirects = 0; redirects <= redirectsMax; redirects += 1) {
      const isSameHost = target.origin === url.origin;
      const answer = await this.ask(target, isSameHost, signal);
      const status = answer.statusCode ?? 0;
      if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
        answer.destroy();
        target = redirected(answer.headers.location, target);
        continue;
      }
      if (status !== 200) {
        answer.destroy();
        throw refusal(status);
      }
      const body = await this.read(answer);
      return { body, contentType: answer.headers['content-type'] ?? '' };
    }
    throw new CameraError('failed', `The camera sent us on more than ${redirectsMax} times.`);
  }

  /** Twice at most: without, or with an old nonce, and with what the camera then wants. */
  private async ask(url: URL, isSameHost: boolean, signal: AbortSignal): Promise<IncomingMessage> {
    const credentials = isSameHost ? this.options.credentials : null;
    const first = await this.send(url, credentials, signal);
    if (first.statusCode !== 401 || !credentials) return first;
    first.destroy();
    const challenge = strongestChallenge(
      readChallenges(first.headersDistinct['www-authenticate'] ?? []),
    );
    if (!challenge) {
      const message = 'The camera wants to know who we are in a way that is not known here.';
      throw new CameraError('failed', message);
    }
    this.challenge = challenge;
    this.count = 0;
    return this.send(url, credentials, signal);
  }

  private async send(
    url: URL,
    credentials: Credentials | null,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const { networks, isCertificateChecked } = this.options;
    const address = await networks.addressOf(url.hostname);
    const headers: Record<string, string> = {
      accept: 'image/jpeg',
      'cache-control': 'no-cache',
      host: url.host,
    };
    if (credentials && this.challenge) {
      this.count += 1;
      const uri = `${url.pathname}${url.search}`;
      const asked = { method: 'GET', uri, count: this.count };
      headers['authorization'] = authorisationOf(this.challenge, credentials, asked);
    }
    const isTls = url.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (isTls ? httpsRequest : httpRequest)({
        host: address,
        port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
        path: `${url.pathname}${url.search}`,
        headers,
        // A connection of its own: cameras close idle ones as it suits them.
        agent: false,
        signal,
        ...(isTls && isIP(url.hostname) === 0 ? { servername: url.hostname } : {}),
        ...(isTls ? { rejectUnauthorized: isCertificateChecked } : {}),
      });
      request.on('response', resolve);
      request.on('error', (error: NodeJS.ErrnoException) => reject(connectionError(error)));
      request.end();
    });
  }

  private async read(answer: IncomingMessage): Promise<Buffer> {
    const { bytesMax } = this.options;
    const pieces: Buffer[] = [];
    let bytes = 0;
    // By events: an iterator costs a promise for each of a hundred pieces.
    await new Promise<void>((resolve, reject) => {
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
        if (bytes <= bytesMax) {
          pieces.push(piece);
          return;
        }
        reject(new CameraError('bad-frame', `The camera sent more than ${bytesMax} bytes.`));
        answer.destroy();
      });
      answer.on('end', resolve);
      const brokenOff = (cause?: Error): void => {
        const message = `The camera broke off after ${bytes} bytes.`;
        reject(new CameraError('bad-frame', message, { bytes }, { cause }));
      };
      answer.on('error', brokenOff);
      answer.on('close', brokenOff);
    });
    const body = Buffer.concat(pieces);
    for (const piece of pieces) releaseBytes(piece);
    return body;
  }
}

function redirected(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  const isHttp = target?.protocol === 'http:' || target?.protocol === 'https:';
  if (!target || !isHttp || (from.protocol === 'https:' && target.protocol !== 'https:')) {
    throw new CameraError('failed', 'The camera sent us on to where we do not go.');
  }
  return target;
}

function refusal(status: number): CameraError {
  if (status === 401 || status === 403) {
    return new CameraError('failed', 'The camera does not take this user and password.', {
      status,
    });
  }
  if (status === 503) return new CameraError('busy', 'The camera is busy.', { status });
  return new CameraError('failed', `The camera answered with the status ${status}.`, { status });
}

const goneCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ETIMEDOUT',
]);

function connectionError(error: NodeJS.ErrnoException): Error {
  if (error.name === 'AbortError') return error;
  const kind = goneCodes.has(error.code ?? '') ? 'unplugged' : 'failed';
  const message = `The camera cannot be reached: ${error.message}`;
  return new CameraError(kind, message, {}, { cause: error });
}
