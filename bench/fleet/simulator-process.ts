import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { recordBatchResultSchema, recordsPerBatchMax } from '@eyrie/contracts';
import { answerRequests } from '../harness/node-child.ts';
import { watchForChange, type ChangeWatch } from './change-watch.ts';
import { selectSites, type SeededSite } from './fleet-seed.ts';
import { intervalMs, SimulatedSite } from './simulated-site.ts';
import { SiteLink, type CloudPlace } from './site-link.ts';

export interface JoinRequest extends CloudPlace {
  readonly databaseUrl: string;
  /** UUID of the large organisation. */
  readonly largeId: string;
  /** Whose sites join (fleet-seed.ts). */
  readonly stage: string;
}

/** How the sites stand; records. */
export interface Standing {
  /** Due for longer than a request may take. */
  readonly due: number;
  readonly acknowledged: number;
  /** Of those that are due, not acknowledged. */
  readonly waiting: number;
  /** Requests that were not taken, and came again later. */
  readonly turnedAway: number;
}

export interface ReturnRequest {
  readonly awaySeconds: number;
  /** They come back at moments spread evenly over this time. */
  readonly withinSeconds: number;
}

const tokensAtOnce = 32;
/** What is on its way is not waiting. */
const patienceMs = 2_000;
const lookEveryMs = 20;

const sites: SimulatedSite[] = [];
let link: SiteLink | null = null;
let timer: NodeJS.Timeout | null = null;
let turnedAway = 0;
let failure: Error | null = null;
/** When the first interval of all began: by `performance.now()`, and by the clock. */
let began = 0;
let beganAt = 0;
let pausedAt: number | null = null;
let watch: ChangeWatch | null = null;

answerRequests({
  /** The sites of a stage come in: each has a token before this resolves. Answers how many there are now. */
  join: async ({ databaseUrl, largeId, stage, ...place }: JoinRequest): Promise<number> => {
    link ??= new SiteLink(place);
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query<SeededSite>(selectSites, [largeId, stage]);
    await client.end();
    // The moments at which they send are spread over the interval, those of an organisation too.
    const added = shuffled(rows).map(
      (row, index) => new SimulatedSite(row, (index * intervalMs) / rows.length),
    );
    await inTurns(added, tokensAtOnce, (site) => linked().authorise(site));
    sites.push(...added);
    return sites.length;
  },

  /** All sites send from now on, with nothing due yet. */
  begin: (): void => startLooking(0),

  /** Nothing new is sent or becomes due; resolves when nothing is on its way any more. */
  pause: async (): Promise<void> => {
    stopLooking();
    while (sites.some(({ isSending }) => isSending)) await delay(20);
    throwFailure();
  },

  standing: (): Standing => {
    throwFailure();
    return standing();
  },

  /** As if all had been away so long, with all that they recorded meanwhile, and came back one after the other. */
  comeBack: ({ awaySeconds, withinSeconds }: ReturnRequest): void => {
    startLooking(awaySeconds * 1000);
    for (const site of sites) {
      site.notBefore = performance.now() + Math.random() * withinSeconds * 1000;
    }
  },

  /** The large organisation's sites ask for what they are to be, as coordinators do. Answers how many. */
  watchConfiguration: async (most: number): Promise<number> => {
    const watched = sites.filter(({ isOfLarge }) => isOfLarge).slice(0, most);
    watch = await watchForChange(linked(), watched);
    return watched.length;
  },

  /** Milliseconds since 1970 at which each site had the change; it is waited for. */
  changesSeen: (): Promise<Float64Array> => {
    if (!watch) throw new Error('Nobody watches.');
    return watch.seen;
  },

  close: () => link?.close(),
});

function startLooking(agoMs: number): void {
  began = performance.now() - agoMs;
  beganAt = Date.now() - agoMs;
  pausedAt = null;
  turnedAway = 0;
  for (const site of sites) site.restart();
  timer ??= setInterval(look, lookEveryMs);
}

function stopLooking(): void {
  if (timer) clearInterval(timer);
  timer = null;
  pausedAt ??= performance.now();
}

/** Sends for every site that has something due and is not at it. */
function look(): void {
  const now = performance.now();
  for (const site of sites) {
    if (site.isSending || site.notBefore > now) continue;
    const count = site.due(now - began) - site.acknowledged;
    if (count > 0) void send(site, count);
  }
}

async function send(site: SimulatedSite, due: number): Promise<void> {
  site.isSending = true;
  try {
    if (!site.token || site.token.renewAt < performance.now()) await linked().authorise(site);
    const count = Math.min(due, Math.floor(recordsPerBatchMax / site.recordsPerInterval));
    const answer = await linked().sendRecords(site, site.batch(count, beganAt));
    if (answer.status === 429 || answer.status === 503) {
      turnedAway += 1;
      site.notBefore = performance.now() + answer.retryAfterMs * (1 + Math.random() / 2);
      return;
    }
    if (answer.status !== 200) throw new Error(`A batch: ${answer.status} ${answer.body}`);
    const { refused, receipts } = recordBatchResultSchema.parse(JSON.parse(answer.body));
    if (refused.length > 0) throw new Error(`Refused: ${JSON.stringify(refused[0])}`);
    if (!site.isReceipt(receipts, count)) throw new Error(`Not acknowledged: ${answer.body}`);
    site.acknowledged += count;
  } catch (error) {
    failure ??= error instanceof Error ? error : new Error(String(error));
  } finally {
    site.isSending = false;
  }
}

function standing(): Standing {
  const elapsed = (pausedAt ?? performance.now()) - began - patienceMs;
  let due = 0;
  let acknowledged = 0;
  let waiting = 0;
  for (const site of sites) {
    due += site.due(elapsed) * site.recordsPerInterval;
    acknowledged += site.acknowledged * site.recordsPerInterval;
    waiting += Math.max(0, site.due(elapsed) - site.acknowledged) * site.recordsPerInterval;
  }
  return { due, acknowledged, waiting, turnedAway };
}

function linked(): SiteLink {
  if (!link) throw new Error('No site has joined.');
  return link;
}

/** What went wrong in the background is an error of whoever asks next. */
function throwFailure(): void {
  if (failure) throw failure;
}

async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
