import { createReadStream } from 'node:fs';
import { blobStoredSchema, type UploadReference } from '@eyrie/contracts';
import { retryAfterMs, type TlsIdentity } from '@eyrie/identity';
import { Agent, request } from 'undici';
import type { Relay, UploadVerdict } from '../media/relay.ts';
import { checkSiteServer } from './server-identity.ts';
import type { SiteLink } from './site-link.ts';

/** Answers that will be the same tomorrow. */
const refusals: ReadonlySet<number> = new Set([400, 413, 415, 422]);
/** Answers about the link, not about these bytes: nothing else will get through either. */
const linkTroubles: ReadonlySet<number> = new Set([401, 403, 409, 429, 502, 503, 504]);
const answerTextMax = 2_048;

/** Bytes through the relay of the coordinator that the link is connected to. */
export class LeaderRelay implements Relay {
  private agent: Agent;

  constructor(
    private readonly link: SiteLink,
    private readonly tls: TlsIdentity,
  ) {
    this.agent = this.newAgent();
  }

  /** From now on connections are made with the present certificate; uploads under way end as they began. */
  renewAgent(): void {
    const ended = this.agent;
    this.agent = this.newAgent();
    void ended.close();
  }

  async put(file: string, reference: UploadReference, signal: AbortSignal): Promise<UploadVerdict> {
    const url = this.urlOf(reference.sha256);
    if (url === null) return noLeader;
    const body = createReadStream(file);
    try {
      const response = await request(url, {
        dispatcher: this.agent,
        method: 'PUT',
        headers: {
          'content-type': reference.mediaType,
          'content-length': String(reference.bytes),
        },
        body,
        signal,
      });
      const text = (await response.body.text()).slice(0, answerTextMax);
      const after = response.headers['retry-after'];
      const wishMs = retryAfterMs(typeof after === 'string' ? after : null, Date.now());
      return verdictOf(response.statusCode, text, reference.sha256, wishMs);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { type: 'later', reason, isLink: true, retryAfterMs: null };
    } finally {
      body.destroy();
    }
  }

  async has(sha256: string, signal: AbortSignal): Promise<boolean | null> {
    const url = this.urlOf(sha256);
    if (url === null) return null;
    try {
      const response = await request(url, { dispatcher: this.agent, method: 'HEAD', signal });
      await response.body.dump();
      if (response.statusCode === 200) return true;
      return response.statusCode === 404 ? false : null;
    } catch {
      return null;
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  private newAgent(): Agent {
    return new Agent({
      connect: { ...this.tls, checkServerIdentity: checkSiteServer, timeout: 5_000 },
      connections: 4,
      // The relay answers when the cloud has stored the last byte, which a slow uplink delays.
      headersTimeout: 120_000,
      bodyTimeout: 30_000,
    });
  }

  private urlOf(sha256: string): string | null {
    const node = this.link.session?.node;
    if (!node || node.ports.relay === 0) return null;
    const host = node.host.includes(':') ? `[${node.host}]` : node.host;
    return `https://${host}:${node.ports.relay}/blobs/${sha256}`;
  }
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
