import { execFile } from 'node:child_process';
import { lookup } from 'node:dns/promises';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import type { CloudAccess } from '../access/cloud-access.ts';
import { codeOf } from '../explain.ts';
import type { Role } from './roles.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export interface MachineOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly roles: readonly Role[];
  /** The cloud that is meant; null where none is known. */
  readonly url: string | null;
  /** Somebody who is logged in there; null where nobody is. */
  readonly access: CloudAccess | null;
  /** Data folders of the site's processes on this machine. */
  readonly data: Readonly<Partial<Record<Role, string>>>;
  /** Where /proc, /sys and /dev lie: `/`, but for tests. */
  readonly root?: string;
  readonly now?: () => number;
  /** In place of the resolver of this machine. */
  readonly lookup?: (host: string) => Promise<string[]>;
  /** Certificates of CAs to trust beside the usual ones, PEM. */
  readonly authorities?: readonly string[];
  /** How long to wait for what may not come, in milliseconds. */
  readonly patienceMs?: number;
  /** Addresses out there that tell whether there is a way to the Internet: `host:port`. None: it is not asked. */
  readonly outside?: readonly string[];
}

async function lookUp(host: string): Promise<string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

const runMsMax = 15_000;

/** What checks look at: this machine, its network and its cloud. It changes nothing but what the check `media-store` says. */
export class Machine {
  readonly environment: NodeJS.ProcessEnv;
  readonly roles: readonly Role[];
  readonly url: string | null;
  readonly access: CloudAccess | null;
  readonly data: Readonly<Partial<Record<Role, string>>>;
  readonly now: () => number;
  readonly outside: readonly string[];
  /** The addresses of a name. Rejects with a code of getaddrinfo. */
  readonly lookup: (host: string) => Promise<string[]>;
  readonly authorities: readonly string[];
  readonly patienceMs: number;
  readonly #root: string;

  constructor(options: MachineOptions) {
    this.environment = options.environment;
    this.roles = options.roles;
    this.url = options.url;
    this.access = options.access;
    this.data = options.data;
    this.now = options.now ?? Date.now;
    this.outside = options.outside ?? [];
    this.lookup = options.lookup ?? lookUp;
    this.authorities = options.authorities ?? [];
    this.patienceMs = options.patienceMs ?? 8_000;
    this.#root = options.root ?? '/';
  }

  /** Null where there is no such file, or it may not be read. */
  async read(file: string): Promise<string | null> {
    return readFile(path.join(this.#root, file), 'utf8').catch(() => null);
  }

  has(file: string): boolean {
    return existsSync(path.join(this.#root, file));
  }

  /** Null where there is no such program. */
  run(program: string, words: readonly string[]): Promise<Ran | null> {
    return new Promise((resolve) => {
      const options = { env: this.environment, timeout: runMsMax };
      execFile(program, words, options, (error, out, said) => {
        if (error && typeof error.code === 'string') resolve(null);
        else resolve({ code: error ? Number(error.code ?? 1) : 0, out, error: said });
      });
    });
  }

  /** Whether somebody listens there; the code of the failure otherwise. */
  reaches(host: string, port: number, timeoutMs = 5_000): Promise<{ code: string | null }> {
    return new Promise((resolve) => {
      const socket = connect({ host, port });
      const end = (code: string | null) => {
        socket.destroy();
        resolve({ code });
      };
      socket.setTimeout(timeoutMs, () => end('ETIMEDOUT'));
      socket.once('connect', () => end(null));
      socket.once('error', (error) => end(codeOf(error) ?? 'UNKNOWN'));
    });
  }

  /** An answer of the cloud, or the code of the failure. */
  async ask(pathname: string, init: RequestInit = {}): Promise<Response | { code: string | null }> {
    try {
      return await fetch(`${this.url ?? ''}${pathname}`, {
        ...init,
        signal: AbortSignal.timeout(10_000),
      });
    } catch (error) {
      const isLate = (error as Error).name === 'TimeoutError';
      return { code: isLate ? 'ETIMEDOUT' : codeOf(error) };
    }
  }
}
