import { open } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { blobStoredSchema, type UploadReference } from '@eyrie/contracts';
import { retryAfterMs, type TlsIdentity } from '@eyrie/identity';
import type { Relay, UploadVerdict } from '../media/relay.ts';
import { checkSiteServer } from './server-identity.ts';
import type { SiteLink } from './site-link.ts';

/** Answers that will be the same tomorrow. */
const refusals: ReadonlySet<number> = new Set([400, 413, 415, 422]);
/** Answers about the link, not about these bytes: nothing else will get through either. */
const linkTroubles: ReadonlySet<number> = new Set([401, 403, 409, 429, 502, 503, 504]);
const answerTextMax = 2_048;
const pieceBytes = 262_144;
const connectMsMax = 5_000;
/** Nothing moves: the relay answers when the cloud has stored the last byte, which a slow uplink delays. */
const stillMsMax = 120_000;
const answerMsMax = 30_000;

/** Bytes through the relay of the coordinator that the link is connected to. */
export class LeaderRelay implements Relay {
  private readonly agent = new Agent({
    keepAlive: true,
    maxSockets: 4,
    checkServerIdentity: checkSiteServer,
  });
  private present: TlsIdentity;

  constructor(
    private readonly link: Pick<SiteLink, 'session'>,
    private readonly tls: TlsIdentity,
  ) {
    this.present = { ...tls };
  }

  /** From now on connections are made with the present certificate; uploads under way end as they began. */
  renewIdentity(): void {
    // The agent hands a connection on only to who would make it with the same key, certificate and CA.
    this.present = { ...this.tls };
  }

  async put(file: string, reference: UploadReference, signal: AbortSignal): Promise<UploadVerdict> {
    const url = this.urlOf(reference.sha256);
    if (url === null) return noLeader;
    try {
      const headers = {
        'content-type': reference.mediaType,
        'content-length': String(reference.bytes),
      };
      const response = await this.ask(url, { method: 'PUT', headers, signal }, file);
      const text = await textOf(response);
      const after = response.headers['retry-after'];
      const wishMs = retryAfterMs(after ?? null, Date.now());
      return verdictOf(response.statusCode ?? 0, text, reference.sha256, wishMs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: 'later', reason, isLink: true, retryAfterMs: null };
    }
  }

  async has(sha256: string, signal: AbortSignal): Promise<boolean | null> {
    const url = this.urlOf(sha256);
    if (url === null) return null;
    try {
      const response = await this.ask(url, { method: 'HEAD', signal });
      response.resume();
      if (response.statusCode === 200) return true;
      return response.statusCode === 404 ? false : null;
    } catch {
      return null;
    }
  }

  close(): void {
    this.agent.destroy();
  }

  /** Resolves with the head of the answer, which may come before the whole file was sent. */
  private ask(url: string, options: RequestOptions, file?: string): Promise<IncomingMessage> {
    const { key, cert, ca } = this.present;
    return new Promise((resolve, reject) => {
      const own = { agent: this.agent, key, cert, ca, timeout: stillMsMax };
      const asked = request(url, { ...options, ...own });
      const giveUp = (why: string): void => void asked.destroy(new Error(why));
      const unconnected = (): void => giveUp('The coordinator cannot be connected to.');
      const connecting = setTimeout(unconnected, connectMsMax);
      asked.once('socket', (socket) => {
        // One that was kept is connected already.
        if (asked.reusedSocket) clearTimeout(connecting);
        else socket.once('secureConnect', () => clearTimeout(connecting));
      });
      asked.once('timeout', () => giveUp('The coordinator does not answer.'));
      asked.once('response', (response) => {
        // A refusal may come before the whole file was sent: nobody listens to the rest.
        response.once('end', () => asked.writableFinished || asked.destroy());
        resolve(response);
      });
      asked.on('error', reject);
      asked.once('close', () => clearTimeout(connecting));
      if (file === undefined) asked.end();
      else
        sendFile(file, asked).catch((error: unknown) => {
          asked.destroy(error instanceof Error ? error : new Error(String(error)));
        });
    });
  }

  private urlOf(sha256: string): string | null {
    const node = this.link.session?.node;
    if (!node || node.ports.relay === 0) return null;
    const host = node.host.includes(':') ? `[${node.host}]` : node.host;
    return `https://${host}:${node.ports.relay}/blobs/${sha256}`;
  }
}

/** By one buffer, used again and again: a stream makes a new one for each piece, and garbage of it. */
async function sendFile(file: string, asked: ClientRequest): Promise<void> {
  const gone = new Promise<void>((resolve) => asked.once('close', resolve));
  const handle = await open(file);
  try {
    const piece = Buffer.allocUnsafeSlow(pieceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, pieceBytes);
      if (asked.destroyed) return;
      if (bytesRead === 0) break;
      const sent = new Promise<void>((resolve) => {
        asked.write(piece.subarray(0, bytesRead), () => resolve());
      });
      await Promise.race([sent, gone]);
    }
    asked.end();
  } finally {
    await handle.close();
  }
}

/** The beginning of an answer's body; the rest is let go by. Rejects where it breaks off. */
async function textOf(response: IncomingMessage): Promise<string> {
  response.setTimeout(answerMsMax, () => response.destroy(new Error('The answer broke off.')));
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response as AsyncIterable<string>) {
    if (text.length < answerTextMax) text += piece;
  }
  return text.slice(0, answerTextMax);
}

const noLeader: UploadVerdict = {
  type: 'later',
  reason: 'there is no leader',
  isLink: true,
  retryAfterMs: null,
};

/** Only the cloud's own word for exactly these bytes counts as stored. */
export function verdictOf(
  status: number,
  text: string,
  sha256: string,
  wishMs: number | null,
): UploadVerdict {
  if (status === 200 || status === 201) {
    const parsed = blobStoredSchema.safeParse(parseJson(text));
    if (parsed.success && parsed.data.sha256 === sha256) return { type: 'stored' };
    const reason = `answer ${status} without the cloud's word`;
    return { type: 'later', reason, isLink: false, retryAfterMs: wishMs };
  }
  if (refusals.has(status)) return { type: 'refused', status, reason: reasonOf(status, text) };
  const isLink = linkTroubles.has(status);
  return { type: 'later', reason: reasonOf(status, text), isLink, retryAfterMs: wishMs };
}

function reasonOf(status: number, text: string): string {
  const problem = parseJson(text) as { detail?: unknown; title?: unknown } | null;
  const words = problem?.detail ?? problem?.title;
  return typeof words === 'string' ? `${status}: ${words}` : String(status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
