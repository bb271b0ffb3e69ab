import type { MachineCondition } from '@eyrie/contracts';
import type { Pauses } from '@eyrie/timelapse';

/** What is given up for being hot, in this order. */
export type HeatStage = 'cool' | 'rendering-paused' | 'capture-stretched';

const limitDefaultC = 80;
/** So much cooler it must be before everything is as it was. */
const hysteresisC = 5;
/** So long a pause of rendering has to help, before pictures are given up. */
const patienceMs = 60_000;

/**
 * Rendering makes the heat and can wait; pictures cannot. So rendering stands still first, and only where
 * that does not help are slots left out. Pure: readings go in.
 */
export class HeatGuard implements Pauses {
  private limitC = limitDefaultC;
  private current: HeatStage = 'cool';
  private since = 0;
  private readonly listeners = new Set<() => void>();

  get stage(): HeatStage {
    return this.current;
  }

  /** For renders. */
  get isPaused(): boolean {
    return this.current !== 'cool';
  }

  /** From when on it is hot, and until when. */
  get threshold(): { readonly from: number; readonly until: number } {
    return { from: this.limitC, until: this.limitC - hysteresisC };
  }

  /** Null: the usual one. It counts from the next reading on. */
  setLimit(limitC: number | null): void {
    this.limitC = limitC ?? limitDefaultC;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What cannot be read is not hot: a machine that says nothing must not stand still for ever. */
  look(temperatureC: number | null, power: MachineCondition['power'], atMs: number): void {
    const now = power?.now ?? [];
    // The firmware slows the processor down by itself, whatever the limit is.
    const isThrottled = now.includes('throttled') || now.includes('soft_limit');
    const { from, until } = this.threshold;
    const isHot = isThrottled || (temperatureC ?? -Infinity) >= from;
    const isCool = !isThrottled && (temperatureC ?? -Infinity) < until;
    if (isCool) this.become('cool', atMs);
    else if (isHot && this.current === 'cool') this.become('rendering-paused', atMs);
    else if (isHot && this.current === 'rendering-paused') {
      // A clock that was set back begins anew.
      if (atMs < this.since) this.since = atMs;
      if (atMs - this.since >= patienceMs) this.become('capture-stretched', atMs);
    }
  }

  private become(stage: HeatStage, atMs: number): void {
    if (stage === this.current) return;
    this.current = stage;
    this.since = atMs;
    for (const listener of this.listeners) listener();
  }
}
