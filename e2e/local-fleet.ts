import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';

const root = path.resolve(import.meta.dirname, '..');

/** The columns of `eyrie fleet status --json` that the tests look at. */
export interface ProcessView {
  name: string;
  kind: 'postgres' | 'cloud' | 'coordinator' | 'worker';
  state: string;
  pid: number | null;
  restarts: number;
  role: string | null;
  term: number | null;
  leader: string | null;
  frames_captured: number | null;
  last_frame: { id: string; captured_at: string; sha256: string } | null;
  backlog_records: number | null;
}
export interface FleetView {
  url: string;
  ready: boolean;
  leader: string | null;
  processes: ProcessView[];
}

/** A definition with small pictures and short windows, so that a test sees much in little time. */
export function smallFleet(options: { coordinators?: number; workers?: number } = {}) {
  const numbered = (word: string, count: number) =>
    Array.from({ length: count }, (_, index) => `${word}-${index + 1}`);
  return {
    organisation: 'Test organisation',
    site: {
      name: 'Test summit',
      place: { latitude: 47.25, longitude: 9.34, timeZone: 'Europe/Zurich' },
    },
    coordinators: numbered('coordinator', options.coordinators ?? 3),
    workers: numbered('worker', options.workers ?? 2).map((name) => ({
      name,
      cameras: [
        {
          name: `Camera of ${name}`,
          driver: {
            type: 'simulated-sky',
            seed: name,
            widthPx: 480,
            heightPx: 270,
            facingDeg: 120,
            timeScale: 600,
            anchorAt: '2026-06-21T02:00:00.000Z',
          },
          schedules: [{ name: 'always', type: 'interval', intervalSeconds: 1 }],
          thumbnailWidthPx: 240,
          timelapse: { windowSeconds: 30, fps: 10, crf: 28 },
        },
      ],
    })),
  };
}

/** `eyrie fleet up` in a home of its own, and what a person does with it from another terminal. */
export class LocalFleet {
  private supervisor: ChildProcess | null = null;
  private printed = '';

  private constructor(
    readonly home: string,
    readonly port: number,
    private readonly definitionFile: string,
  ) {}

  static async create(definition: object = smallFleet()): Promise<LocalFleet> {
    const home = await mkdtemp(path.join(os.tmpdir(), 'eyrie-e2e-'));
    const definitionFile = path.join(home, 'definition.json');
    await writeFile(definitionFile, JSON.stringify(definition));
    return new LocalFleet(home, await freePort(), definitionFile);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  get output(): string {
    return this.printed;
  }
  get supervisorPid(): number | null {
    return this.supervisor?.pid ?? null;
  }

  private get environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_OPTIONS: '',
      EYRIE_HOME: this.home,
      PORT: String(this.port),
      EYRIE_MDNS_PORT: this.mdnsPort,
    };
  }
  private readonly mdnsPort = String(randomInt(20_000, 30_000));

  /** Starts the fleet and waits for the line that says it is ready. */
  async up(): Promise<void> {
    this.launch();
    await eventually(
      'the fleet says it is ready',
      () => /Eyrie is ready: /.test(this.printed),
      120_000,
      () => (this.supervisor?.exitCode === null ? null : `the supervisor ended:\n${this.printed}`),
    );
  }

  /** Starts the fleet and only waits until the command ends; resolves with its exit code. */
  async upUntilItEnds(): Promise<number | null> {
    const child = this.launch();
    return new Promise((resolve) => child.once('exit', resolve));
  }

  private launch(): ChildProcess {
    this.printed = '';
    const child = spawn(
      process.execPath,
      [
        path.join(root, 'apps/cli/bin/eyrie.mjs'),
        'fleet',
        'up',
        '--definition',
        this.definitionFile,
      ],
      { cwd: root, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.printed += chunk.toString();
      });
    }
    this.supervisor = child;
    return child;
  }

  /** What Ctrl-C does. */
  async interrupt(): Promise<void> {
    const child = this.supervisor;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
    this.supervisor = null;
  }

  async remove(): Promise<void> {
    await this.interrupt();
    await rm(this.home, { recursive: true, force: true });
  }

  async eyrie(
    ...words: string[]
  ): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const child = spawn(process.execPath, [path.join(root, 'apps/cli/bin/eyrie.mjs'), ...words], {
      cwd: root,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, stdout, stderr };
  }

  /** What `eyrie fleet status --json` prints. */
  async printedStatus(): Promise<FleetView> {
    const { stdout, stderr } = await this.eyrie('fleet', 'status', '--json');
    if (stdout === '') throw new Error(`eyrie fleet status printed nothing: ${stderr}`);
    return JSON.parse(stdout) as FleetView;
  }

  /**
   * The same from where the command has it. For what is asked again and again: a command line that
   * starts several times a second would take the processor from the fleet it looks at.
   */
  async status(): Promise<FleetView> {
    const file = await readFile(path.join(this.home, 'fleet.json'), 'utf8');
    const { port, token } = JSON.parse(file) as { port: number; token: string };
    const response = await fetch(`http://127.0.0.1:${port}/status`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`the supervisor answered ${response.status}`);
    return (await response.json()) as FleetView;
  }

  /** Runs SQL as the database's owner, past all row-level security. */
  async sql<Row extends object>(text: string): Promise<Row[]> {
    const connection = JSON.parse(
      await readFile(path.join(this.home, 'postgres/connection.json'), 'utf8'),
    ) as { url: string };
    const client = new Client({ connectionString: connection.url });
    await client.connect();
    try {
      return (await client.query<Row>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** A person's log-in: the cookie to send with each request. */
  async logIn(): Promise<{ cookie: string; email: string; password: string }> {
    const login = JSON.parse(await readFile(path.join(this.home, 'login.json'), 'utf8')) as {
      email: string;
      password: string;
    };
    const response = await fetch(`${this.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url },
      body: JSON.stringify(login),
    });
    if (!response.ok)
      throw new Error(`log-in answered ${response.status}: ${await response.text()}`);
    const cookie = response.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    return { cookie, ...login };
  }
}

/** Polls until it holds; fails with the name of what was awaited and the last reason. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  hopeless: () => string | null = () => null,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  let lastError: unknown;
  for (;;) {
    try {
      if (await holds()) return;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    const reason = hopeless();
    if (reason !== null) throw new Error(`Waited for "${what}", but ${reason}`);
    if (Date.now() > deadline) {
      const last = lastError instanceof Error ? ` (at last: ${lastError.message})` : '';
      throw new Error(`Not within ${withinMs} ms: ${what}${last}`, { cause: lastError });
    }
    await delay(150);
  }
}

export function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
