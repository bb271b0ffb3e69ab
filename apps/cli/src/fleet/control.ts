import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';
import { readFileIfThere, writePrivateFile, type FleetHome } from './fleet-home.ts';
import { fleetStatusSchema, type FleetStatus } from './fleet-status.ts';

const fleetFileSchema = z.object({ pid: z.int(), port: z.int(), token: z.string() });
type FleetFile = z.infer<typeof fleetFileSchema>;

const deviceKindSchema = z.enum(['coordinator', 'worker']);
const refusalSchema = z.object({ error: z.string() });

/** What the other `eyrie fleet` commands ask of the running supervisor. */
export interface FleetControl {
  status(): Promise<FleetStatus>;
  kill(name: string): Promise<void>;
  start(name: string): Promise<void>;
  /** Resolves with the name of the new process. */
  add(kind: 'coordinator' | 'worker', name: string): Promise<string>;
  remove(name: string): Promise<void>;
  wipe(name: string): Promise<void>;
  down(): void;
}

/** Listens on loopback for the other commands; the token is in a file that only the owner reads. */
export async function serveControl(home: FleetHome, control: FleetControl): Promise<() => void> {
  const token = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (!authorised(request, token)) {
      answer(401, { error: 'The control port needs the token of fleet.json.' });
      return;
    }
    carryOut(control, request).then(
      (body) => {
        answer(200, body);
      },
      (error: unknown) => {
        answer(422, { error: error instanceof Error ? error.message : String(error) });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const file: FleetFile = { pid: process.pid, port, token };
  writePrivateFile(home.fleetFile, `${JSON.stringify(file)}\n`);
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

async function carryOut(control: FleetControl, request: IncomingMessage): Promise<unknown> {
  const [, verb, name = '', more = ''] = new URL(
    request.url ?? '/',
    'http://control',
  ).pathname.split('/');
  switch (`${request.method} ${verb}`) {
    case 'GET status':
      return control.status();
    case 'POST kill':
      await control.kill(name);
      return {};
    case 'POST start':
      await control.start(name);
      return {};
    case 'POST add':
      return { added: await control.add(deviceKindSchema.parse(name), more) };
    case 'POST remove':
      await control.remove(name);
      return {};
    case 'POST wipe':
      await control.wipe(name);
      return {};
    case 'POST down':
      control.down();
      return {};
    default:
      throw new Error(`The control port knows no ${request.method} ${request.url}.`);
  }
}

function authorised(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** The supervisor of a home, as seen from another terminal. Null where none runs. */
export async function findRunningFleet(home: FleetHome): Promise<RunningFleet | null> {
  const text = readFileIfThere(home.fleetFile);
  if (text === null) return null;
  const file = fleetFileSchema.safeParse(JSON.parse(text));
  if (!file.success) return null;
  const fleet = new RunningFleet(file.data);
  return (await fleet.answers()) ? fleet : null;
}

/** Like `findRunningFleet`, but says what to do where none runs. */
export async function requireRunningFleet(home: FleetHome): Promise<RunningFleet> {
  const fleet = await findRunningFleet(home);
  if (fleet) return fleet;
  throw new CommandFailure(
    `No fleet runs from ${home.root}. Start it with: eyrie fleet up`,
    exitCodes.notRunning,
  );
}

export class RunningFleet {
  constructor(private readonly file: FleetFile) {}

  get pid(): number {
    return this.file.pid;
  }

  async answers(): Promise<boolean> {
    try {
      await this.status();
      return true;
    } catch {
      return false;
    }
  }
  async status(): Promise<FleetStatus> {
    return fleetStatusSchema.parse(await this.ask('GET', 'status'));
  }
  async kill(name: string): Promise<void> {
    await this.ask('POST', `kill/${name}`);
  }
  async start(name: string): Promise<void> {
    await this.ask('POST', `start/${name}`);
  }
  async add(kind: 'coordinator' | 'worker', name = ''): Promise<string> {
    const answer = await this.ask('POST', `add/${kind}/${name}`, 150_000);
    return z.object({ added: z.string() }).parse(answer).added;
  }
  async remove(name: string): Promise<void> {
    await this.ask('POST', `remove/${name}`);
  }
  async wipe(name: string): Promise<void> {
    await this.ask('POST', `wipe/${name}`);
  }
  async down(): Promise<void> {
    await this.ask('POST', 'down');
  }

  private async ask(method: string, path: string, msMax = 30_000): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.file.port}/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.file.token}` },
      signal: AbortSignal.timeout(msMax),
    });
    const body: unknown = await response.json();
    if (response.ok) return body;
    const refusal = refusalSchema.safeParse(body);
    throw new CommandFailure(refusal.success ? refusal.data.error : `HTTP ${response.status}`);
  }
}
