import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  adminSocketName,
  recoveryRequestSchema,
  removalRequestSchema,
  replacementRequestSchema,
  transferRequestSchema,
  type SiteStatus,
} from '@eyrie/contracts';
import { DomainError, type ErrorKind, type Logger } from '@eyrie/platform';
import { RaftError } from '@eyrie/raft';
import { z } from 'zod';
import { NotRunning } from './admin.errors.ts';
import type { SiteAdmin } from './site-admin.ts';

export interface AdminDoorOptions {
  readonly dataDirectory: string;
  /** Null while the coordinator does not take part in its site. */
  readonly admin: () => SiteAdmin | null;
  /** What there is to say before that. */
  readonly outside: () => SiteStatus;
  readonly log: Logger;
}

const bodyBytesMax = 16 * 1024;

const statusOf = {
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

/**
 * Where an operator on this very machine looks at the site and changes it: HTTP on a socket in the
 * data folder that only its owner may open. It answers also without a leader, and before enrolment.
 */
export class AdminDoor {
  readonly #options: AdminDoorOptions;
  readonly #server: Server;
  readonly #path: string;

  private constructor(options: AdminDoorOptions) {
    this.#options = options;
    this.#path = join(options.dataDirectory, adminSocketName);
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Rejects where the socket cannot be made, as where the path is too long for one. */
  static async open(options: AdminDoorOptions): Promise<AdminDoor> {
    const door = new AdminDoor(options);
    await mkdir(options.dataDirectory, { recursive: true });
    // One that was killed leaves its socket behind, and a folder has one coordinator at a time.
    await rm(door.#path, { force: true });
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject);
      door.#server.listen(door.#path, resolve);
    });
    await chmod(door.#path, 0o600);
    return door;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const body = await readJson(request);
      const answer = await this.#carryOut(`${request.method} ${request.url}`, body);
      if (answer === undefined) send(response, 404, problem('admin.unknown', 'No such request.'));
      else send(response, 200, answer);
    } catch (error) {
      const [status, body] = this.#explain(error);
      send(response, status, body);
    }
  }

  async #carryOut(what: string, body: unknown): Promise<unknown> {
    const { admin, outside } = this.#options;
    const site = admin();
    if (what === 'GET /v1/site') return site ? site.status() : outside();
    const found = this.#route(what, body);
    if (!found) return undefined;
    if (!site) throw new NotRunning(outside().reason ?? 'The coordinator is starting.');
    return found(site);
  }

  #route(what: string, body: unknown): ((site: SiteAdmin) => Promise<unknown>) | undefined {
    switch (what) {
      case 'POST /v1/site/removal':
        return (site) => site.remove(removalRequestSchema.parse(body));
      case 'POST /v1/site/replacement':
        return (site) => site.replace(replacementRequestSchema.parse(body));
      case 'POST /v1/site/transfer':
        return (site) => site.transfer(transferRequestSchema.parse(body).nodeId);
      case 'POST /v1/site/rejoin':
        return (site) => site.rejoin();
      case 'GET /v1/site/recovery':
        return (site) => site.planRecovery();
      case 'POST /v1/site/recovery':
        return (site) => site.recover(recoveryRequestSchema.parse(body).siteName);
      default:
        return undefined;
    }
  }

  #explain(error: unknown): [number, unknown] {
    if (error instanceof DomainError) {
      return [statusOf[error.kind], problem(error.code, error.message, error.details)];
    }
    if (error instanceof RaftError) return [409, problem(error.code, error.message)];
    if (error instanceof z.ZodError) {
      return [422, problem('request.invalid', z.prettifyError(error))];
    }
    this.#options.log.error({ event: 'admin_failed', err: error }, 'The admin door failed.');
    return [500, problem('admin.failed', 'The coordinator failed to do it; its log says why.')];
  }
}

function problem(code: string, detail: string, details: object = {}): unknown {
  return { code, detail, ...details };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body)}\n`);
}
