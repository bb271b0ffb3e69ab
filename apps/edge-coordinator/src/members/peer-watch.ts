import { setTimeout as sleep } from 'node:timers/promises';
import {
  memberAnswerSchema,
  memberQuestionSchema,
  siteStatusSchema,
  type MemberAnswer,
  type MemberCard,
  type MemberQuestion,
  type SiteStatus,
} from '@eyrie/contracts';
import type { Address, Asker } from '@eyrie/raft';
import type { Roster } from './roster.ts';

/** A coordinator's card, and when it came. */
export interface HeardCard {
  readonly card: MemberCard;
  /** Of a clock that only goes forward. */
  readonly heardAtMs: number;
  readonly heardAt: Date;
}

export interface PeerWatchOptions {
  readonly nodeId: number;
  readonly roster: Roster;
  readonly ownCard: () => MemberCard;
  /** What to tell the owner of a card of its place. */
  readonly standingOf: (card: MemberCard) => MemberAnswer['yourStanding'];
  readonly ownSite: () => SiteStatus;
  /** @throws QuestionFailed */
  readonly ask: (
    nodeId: number,
    question: Uint8Array,
    address: Address | null,
  ) => Promise<Uint8Array>;
  /** Nodes that discovery knows of. */
  readonly known: () => readonly number[];
  /** Every how many milliseconds all are asked at present. */
  readonly everyMs: () => number;
  readonly onCard: (heard: HeardCard) => void;
  /** A coordinator said that this node's own card was taken out for good. */
  readonly onRetired: () => void;
}

/** A card older than this says nothing of the present. */
const freshMs = 6_000;

/** What the coordinators tell each other of themselves, beside Raft. */
export class PeerWatch {
  readonly #options: PeerWatchOptions;
  readonly #heard = new Map<number, HeardCard>();
  readonly #asking = new Set<number>();
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: PeerWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  /** The last card of each node that is in the roster now, whatever its age. */
  get heard(): ReadonlyMap<number, HeardCard> {
    return this.#heard;
  }

  fresh(nodeId: number): MemberCard | null {
    const heard = this.#heard.get(nodeId);
    return heard && performance.now() - heard.heardAtMs <= freshMs ? heard.card : null;
  }

  /** Where a node said it listens, for those whom discovery does not find. */
  addressOf(nodeId: number): Address | null {
    return this.#heard.get(nodeId)?.card.address ?? null;
  }

  /** Answers a question whose asker's certificate was proved. */
  async answer(bytes: Uint8Array, { nodeId, commonName }: Asker): Promise<Uint8Array> {
    const question = memberQuestionSchema.parse(parse(bytes));
    const { ownSite } = this.#options;
    if (question.ask === 'site') return encode(ownSite());
    const { card } = question;
    if (card.nodeId !== nodeId || card.deviceId !== commonName) {
      throw new Error('A coordinator showed the card of another.');
    }
    this.#take(card);
    return Promise.resolve(encode(this.#answerTo(card)));
  }

  /** Asks everybody now; resolves when all have answered or failed. */
  async askAll(): Promise<void> {
    const { nodeId, known, roster } = this.#options;
    const ids = new Set([...known(), ...this.#heard.keys()]);
    const others = [...ids].filter((id) => id !== nodeId && roster.find(id) !== null);
    await Promise.all(others.map((id) => this.#askOne(id)));
  }

  /** The site as that node sees it. @throws QuestionFailed */
  async askSite(nodeId: number): Promise<SiteStatus> {
    const question: MemberQuestion = { ask: 'site' };
    const answer = await this.#options.ask(nodeId, encode(question), this.addressOf(nodeId));
    return siteStatusSchema.parse(parse(answer));
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      await this.askAll();
      await sleep(this.#options.everyMs(), undefined, { signal }).catch(() => undefined);
    }
  }

  async #askOne(nodeId: number): Promise<void> {
    // One that does not answer in time must not be asked ever more often.
    if (this.#asking.has(nodeId)) return;
    this.#asking.add(nodeId);
    const { ask, ownCard, roster, onRetired } = this.#options;
    try {
      const question: MemberQuestion = { ask: 'card', card: ownCard() };
      const bytes = await ask(nodeId, encode(question), this.addressOf(nodeId));
      const answer = memberAnswerSchema.parse(parse(bytes));
      if (answer.card.nodeId !== nodeId) return;
      this.#take(answer.card);
      roster.learn(answer.roster);
      if (answer.yourStanding === 'retired') onRetired();
    } catch {
      // Away, or of a version that knows no questions: its card grows old, which says it.
    } finally {
      this.#asking.delete(nodeId);
    }
  }

  #take(card: MemberCard): void {
    const heard = { card, heardAtMs: performance.now(), heardAt: new Date() };
    this.#heard.set(card.nodeId, heard);
    for (const nodeId of this.#heard.keys()) {
      if (this.#options.roster.find(nodeId) === null) this.#heard.delete(nodeId);
    }
    this.#options.onCard(heard);
  }

  #answerTo(card: MemberCard): MemberAnswer {
    const { ownCard, roster, standingOf } = this.#options;
    return { card: ownCard(), roster: roster.current, yourStanding: standingOf(card) };
  }
}

function encode(value: MemberQuestion | MemberAnswer | SiteStatus): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}
