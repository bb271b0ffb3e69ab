import { setTimeout as sleep } from 'node:timers/promises';
import { BackOff } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';

/** One term's duties, as far as leadership has to know them. */
export interface Duties {
  readonly term: number;
  readonly ports: { readonly mqtt: number; readonly relay: number };
  /** At once, and without waiting. */
  abort(): void;
  stop(): Promise<void>;
}

export interface LeadershipOptions<D extends Duties> {
  readonly start: (term: number, onFenced: () => void) => Promise<D>;
  /** Called after each change of what runs. */
  readonly onDuties: (duties: D | null) => void;
  readonly log: Logger;
  readonly backOff?: BackOff;
}

/**
 * Runs the duties of the terms in which this node leads, one at a time: the next begin when the
 * former have ended and freed their ports, however quickly leadership comes and goes.
 */
export class Leadership<D extends Duties> {
  readonly #options: LeadershipOptions<D>;
  readonly #backOff: BackOff;
  #wanted: number | null = null;
  /** The term in which the cloud said that it knows a newer leader. */
  #fencedTerm: number | null = null;
  #duties: D | null = null;
  #settling: Promise<void> | null = null;
  #interrupt = new AbortController();
  #closed = false;

  constructor(options: LeadershipOptions<D>) {
    this.#options = options;
    this.#backOff = options.backOff ?? new BackOff();
  }

  get duties(): D | null {
    return this.#duties;
  }

  get fenced(): boolean {
    return this.#fencedTerm !== null && this.#wanted === null;
  }

  /** Tells in which term this node leads; null: it does not. */
  lead(term: number | null): void {
    if (this.#closed) return;
    // Fenced once means fenced for the whole term: only an election makes a new leader.
    const wanted = term === this.#fencedTerm ? null : term;
    if (wanted !== null) this.#fencedTerm = null;
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    // Whatever follows, the duties of another term must not speak for the site any more.
    if (this.#duties && this.#duties.term !== wanted) this.#duties.abort();
    this.#interrupt.abort();
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = null;
    });
  }

  /** Ends the duties; nothing begins afterwards. */
  async close(): Promise<void> {
    this.lead(null);
    this.#closed = true;
    await this.#settling;
  }

  async #settle(): Promise<void> {
    const { log, onDuties } = this.#options;
    while ((this.#duties?.term ?? null) !== this.#wanted) {
      if (this.#duties) {
        const ended = this.#duties;
        this.#duties = null;
        onDuties(null);
        await ended.stop();
        log.info({ event: 'duties_ended', term: ended.term }, 'The duties of the leader ended.');
        continue;
      }
      const term = this.#wanted;
      if (term === null) return;
      this.#interrupt = new AbortController();
      try {
        const duties = await this.#options.start(term, () => this.#fence(term));
        this.#duties = duties;
        this.#backOff.reset();
        // Leadership may have gone while the ports were opened; the loop ends them again.
        if (this.#wanted !== term) duties.abort();
        else onDuties(duties);
        log.info({ event: 'duties_began', term, ...duties.ports }, 'This coordinator leads.');
      } catch (error) {
        const delayMs = this.#backOff.next();
        log.error(
          { event: 'duties_failed', term, delayMs, err: error },
          error instanceof Error ? error.message : 'The duties of the leader could not begin.',
        );
        const { signal } = this.#interrupt;
        await sleep(delayMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #fence(term: number): void {
    if (this.#wanted !== term) return;
    this.#options.log.error(
      { event: 'site_fenced', term },
      'The cloud knows a newer leader of this site: stepping aside until the next election.',
    );
    this.lead(null);
    this.#fencedTerm = term;
  }
}
