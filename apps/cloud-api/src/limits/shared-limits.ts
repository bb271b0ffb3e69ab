import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Logger } from '@eyrie/platform';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { LOGGER } from '../logger.ts';
import { LimitCounters } from '../tenancy/index.ts';
import type { Delays, LimitStore, Place, Usage } from './limit-store.ts';
import { LocalLimits } from './local-limits.ts';
import { RedisLimits } from './redis-limits.ts';

/** A store that failed is left alone for so long, so that not every request waits for it. */
const awayMs = 1_000;
const sweepMs = 60_000;

interface Candidate {
  readonly store: LimitStore;
  awayUntil: number;
}

/**
 * Counts limits where all replicas count: in Redis where one is configured, else in Postgres; where
 * neither answers, in this process alone. What was counted in one place is not carried to the next,
 * so that a change of places gives each key a new beginning, and the memory of one replica still slows
 * down whoever guesses there.
 */
@Injectable()
export class SharedLimits implements LimitStore, OnApplicationShutdown {
  readonly name = 'shared';
  private readonly local = new LocalLimits();
  private readonly candidates: Candidate[];
  private readonly redis: RedisLimits | null;
  private readonly sweep: NodeJS.Timeout;

  constructor(
    @Inject(CONFIGURATION) { redisUrl }: Configuration,
    @Inject(LimitCounters) counters: LimitCounters,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.redis = redisUrl === null ? null : new RedisLimits(redisUrl);
    const postgres: LimitStore = {
      name: 'postgres',
      take: (...taken) => counters.take(...taken),
      attempt: (...attempt) => counters.attempt(...attempt),
      undo: (key) => counters.undo(key),
      forget: (key) => counters.forget(key),
      hold: (place) => counters.hold(place),
    };
    this.candidates = [...(this.redis ? [this.redis] : []), postgres].map((store) => ({
      store,
      awayUntil: 0,
    }));
    this.sweep = setInterval(() => void counters.sweep().catch(() => undefined), sweepMs);
    this.sweep.unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.sweep);
    this.redis?.close();
  }

  take(key: string, amount: number, windowMs: number): Promise<Usage> {
    return this.ask((store) => store.take(key, amount, windowMs));
  }

  attempt(key: string, delays: Delays): Promise<number | null> {
    return this.ask((store) => store.attempt(key, delays));
  }

  undo(key: string): Promise<void> {
    return this.ask((store) => store.undo(key));
  }

  forget(key: string): Promise<void> {
    return this.ask((store) => store.forget(key));
  }

  hold(place: Place): Promise<number> {
    return this.ask((store) => store.hold(place));
  }

  private async ask<Result>(question: (store: LimitStore) => Promise<Result>): Promise<Result> {
    for (const candidate of this.candidates) {
      if (candidate.awayUntil > Date.now()) continue;
      try {
        return await question(candidate.store);
      } catch (error) {
        this.away(candidate, error);
      }
    }
    return question(this.local);
  }

  private away(candidate: Candidate, error: unknown): void {
    const isNews = Date.now() - candidate.awayUntil > 10 * awayMs;
    candidate.awayUntil = Date.now() + awayMs;
    if (!isNews) return;
    const reason = error instanceof Error ? error.message : String(error);
    const { name } = candidate.store;
    this.logger.warn(
      { event: 'limits_store_away', store: name, reason },
      `Limits cannot be counted in ${name}; they are counted elsewhere until it answers.`,
    );
  }
}
