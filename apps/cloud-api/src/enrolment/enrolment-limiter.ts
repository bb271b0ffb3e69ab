import { DomainError } from '@eyrie/platform';

export class TooManyEnrolments extends DomainError {
  readonly kind = 'too-many';
  readonly code = 'enrolment.too_many';

  constructor(retryAfterSeconds: number) {
    super('Too many enrolments from this address. Try again later.', { retryAfterSeconds });
  }
}

const windowMs = 60_000;
const requestsMax = 10;
const addressesMax = 20_000;

/** At most ten enrolments a minute from one address; each counts for a minute. */
export class EnrolmentLimiter {
  private readonly begun = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one. Throws `TooManyEnrolments`; a refused one does not count. */
  begin(address: string): void {
    const now = this.now();
    const recent = (this.begun.get(address) ?? []).filter((at) => at > now - windowMs);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= requestsMax) {
      throw new TooManyEnrolments((oldest + windowMs - now) / 1000);
    }
    this.begun.delete(address);
    this.begun.set(address, [...recent, now]);
    if (this.begun.size > addressesMax) {
      const quietest = this.begun.keys().next().value;
      if (quietest !== undefined) this.begun.delete(quietest);
    }
  }
}
