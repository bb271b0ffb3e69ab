import type { SiteReport } from '@eyrie/contracts';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { SiteFenced } from '../cloud/cloud.errors.ts';
import { headersOf, type Fence } from '../cloud/fence.ts';

export interface SiteReporterOptions {
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly fence: () => Fence;
  /** Null while there is nothing to report yet. */
  readonly report: () => SiteReport | null;
  readonly everyMs: number;
  /** Changes of so long are told of together. */
  readonly gatherMs: number;
  readonly signal: AbortSignal;
  readonly onFenced: () => void;
  readonly onFailure: (error: Error) => void;
}

/** Tells the cloud how the site is: at changes, and every few seconds so that silence means something. */
export class SiteReporter {
  readonly #options: SiteReporterOptions;
  #wake: (() => void) | null = null;
  #changed = false;

  constructor(options: SiteReporterOptions) {
    this.#options = options;
  }

  /** Something in the report is different now. */
  changed(): void {
    this.#changed = true;
    this.#wake?.();
  }

  /** Ends with the signal; never rejects. */
  async run(): Promise<void> {
    const { everyMs, gatherMs, signal } = this.#options;
    while (!signal.aborted) {
      this.#changed = false;
      await this.#send();
      await this.#pause(gatherMs, false);
      await this.#pause(Math.max(0, everyMs - gatherMs), true);
    }
  }

  async #send(): Promise<void> {
    const { cloud, fence, report, signal, onFenced, onFailure } = this.#options;
    const body = report();
    if (body === null) return;
    try {
      await cloud.json({
        method: 'POST',
        path: '/edge/v1/site/report',
        headers: headersOf(fence()),
        body: JSON.stringify(body),
        signal,
      });
    } catch (error) {
      if (signal.aborted) return;
      onFailure(error instanceof Error ? error : new Error(String(error)));
      if (error instanceof SiteFenced) onFenced();
    }
  }

  #pause(ms: number, untilChange: boolean): Promise<void> {
    const { signal } = this.#options;
    if (signal.aborted || (untilChange && this.#changed)) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
      if (untilChange) this.#wake = done;
    });
  }
}
