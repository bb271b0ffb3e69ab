import { setTimeout as sleep } from 'node:timers/promises';
import {
  ProposalDropped,
  RaftError,
  Session,
  SessionMisused,
  systemClock,
} from '../../src/index.ts';
import { prng, type Prng } from '../../src/core/prng.ts';
import { Refused } from './ask.ts';
import { ClusterClient } from './cluster-client.ts';
import { type ClientOperation, nowMs } from './history.ts';
import { lineOf } from './lines.ts';
import { decodeResult, encodeWrite } from './register-machine.ts';

export interface LoadOptions {
  readonly sockets: readonly string[];
  readonly clients: number;
  readonly seed: number;
  /** No other load of the run has clients of these numbers: from here to a million further. */
  readonly firstClient: number;
}

/** So many registers are written at a time; after a while others, so that no history gets too long. */
const KEYS = 16;
const KEYS_FOR_MS = 8000;
const THINK_MS_MAX = 110;
const GIVE_UP_MS = 15_000;

/** Clients in a process of their own: `node load-process.ts '{"sockets": …}'`; ends with its input. */
const options = JSON.parse(process.argv[2] ?? '') as LoadOptions;
const startedAtMs = nowMs();
let clients = options.firstClient;
let isStopping = false;
let done: ClientOperation[] = [];
/** Answers that no cluster may give. */
let complaints: string[] = [];

function tell(): void {
  if (done.length === 0 && complaints.length === 0) return;
  process.stdout.write(lineOf({ operations: done, complaints }));
  done = [];
  complaints = [];
}

/** The registers of now, or any that were written before. */
function drawKey(rng: Prng, isOld: boolean): number {
  const era = Math.floor((nowMs() - startedAtMs) / KEYS_FOR_MS);
  return (isOld ? rng.below(era + 1) : era) * KEYS + rng.below(KEYS);
}

/** One client after the other: where a write's outcome stays unknown, a new one takes its place. */
async function run(rng: Prng, cluster: ClusterClient): Promise<void> {
  while (!isStopping) {
    const client = clients;
    clients += 1;
    const opening = AbortSignal.timeout(GIVE_UP_MS);
    const send = cluster.send.bind(cluster);
    const session = await Session.open({ send, clock: systemClock }, opening).catch(ignore);
    if (session) await live({ rng, cluster, session, client });
  }
}

interface Client {
  readonly rng: Prng;
  readonly cluster: ClusterClient;
  readonly session: Session;
  readonly client: number;
}

async function live(one: Client): Promise<void> {
  const { rng } = one;
  for (let count = 1; !isStopping; count += 1) {
    const isKnown = rng.below(2) === 0 ? await read(one) : await write(one, count);
    if (!isKnown) return;
    await sleep(rng.below(THINK_MS_MAX));
  }
}

async function read({ rng, cluster, client }: Client): Promise<boolean> {
  const key = drawKey(rng, rng.below(4) === 0);
  const at = rng.below(2) === 0 ? 'leader' : rng.below(options.sockets.length);
  const startMs = nowMs();
  try {
    const seen = await cluster.read(key, at);
    const read = { client, key, kind: 'read', value: 0, expected: 0 } as const;
    done.push({ ...read, startMs, endMs: nowMs(), seen });
  } catch (error) {
    // What was not read says nothing.
    if (!(error instanceof Refused)) throw error;
  }
  return true;
}

/** Whether its outcome is known. */
async function write({ rng, session, client }: Client, count: number): Promise<boolean> {
  const key = drawKey(rng, false);
  const value = client * 100_000 + count;
  const write = { client, key, kind: 'write', value, expected: 0 } as const;
  const startMs = nowMs();
  try {
    const payload = encodeWrite({ client, key, value });
    const seen = decodeResult(await session.call(payload, AbortSignal.timeout(GIVE_UP_MS)));
    done.push({ ...write, startMs, endMs: nowMs(), seen });
    return true;
  } catch (error) {
    if (error instanceof ProposalDropped) return true;
    if (error instanceof SessionMisused) complaints.push(`Client ${client}: ${error.message}`);
    else if (!(error instanceof RaftError)) throw error;
    done.push({ ...write, startMs, endMs: null, seen: null });
    return false;
  }
}

function ignore(error: unknown): null {
  if (!(error instanceof RaftError)) throw error;
  return null;
}

const telling = setInterval(tell, 50);
process.stdin.resume().on('end', () => {
  isStopping = true;
});
const rng = prng(options.seed);
await Promise.all(
  Array.from({ length: options.clients }, async (_, at) => {
    const cluster = new ClusterClient(options.sockets, at);
    await run(prng(rng.next()), cluster);
    cluster.close();
  }),
);
clearInterval(telling);
tell();
