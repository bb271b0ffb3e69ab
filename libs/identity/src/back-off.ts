export interface BackOffOptions {
  /** Length of the first pause. Default 250. */
  readonly firstMs?: number;
  /** No pause is longer, but for the other side's own wish. Default 5000. */
  readonly mostMs?: number;
  /** A number from 0 up to 1. Default Math.random. */
  readonly random?: () => number;
}

/**
 * Pauses between attempts: doubling up to a most, each drawn from its upper half, so that devices
 * that lost the cloud at the same moment do not all come back at the same moment.
 */
export class BackOff {
  readonly #firstMs: number;
  readonly #mostMs: number;
  readonly #random: () => number;
  #failures = 0;

  constructor({ firstMs = 250, mostMs = 5_000, random = Math.random }: BackOffOptions = {}) {
    this.#firstMs = firstMs;
    this.#mostMs = mostMs;
    this.#random = random;
  }

  /**
   * The pause before the next attempt, in ms; never shorter than what the other side asked for, and up to a
   * quarter longer: who asked many to come again at one moment gets them one after the other.
   */
  next(retryAfterMs: number | null = null): number {
    const full = Math.min(this.#mostMs, this.#firstMs * 2 ** Math.min(this.#failures, 30));
    this.#failures += 1;
    const chance = this.#random();
    const jittered = full * (0.5 + chance / 2);
    return Math.max(jittered, (retryAfterMs ?? 0) * (1 + chance / 4));
  }

  reset(): void {
    this.#failures = 0;
  }
}

const retryAfterMostMs = 60 * 60 * 1000;

/** RFC 9110 Retry-After, seconds or a date, as ms from now; null where there is none that makes sense. */
export function retryAfterMs(header: string | null | undefined, now: number): number | null {
  if (!header) return null;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  // A broken clock on either side must not put a device to sleep for days.
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), retryAfterMostMs) : null;
}
