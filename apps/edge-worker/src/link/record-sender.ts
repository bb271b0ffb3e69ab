import { ackedMessageSchema } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { woken, type Clock } from '../clock.ts';
import type { Outbox } from '../records/outbox.ts';
import type { OutgoingRecord } from '../records/record.ts';
import type { Session } from './session.ts';
import type { SiteLink } from './site-link.ts';

export interface RecordSenderOptions {
  readonly outbox: Outbox;
  readonly link: SiteLink;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onPublished?: (ms: number) => void;
  readonly onNotPublished?: () => void;
  readonly onReceipts?: (settled: number) => void;
  /** At each turn of the loop. */
  readonly onTurn?: () => void;
}

/** At least so often it is looked whether something is to be sent again. */
const lookMs = 1_000;
/** After connecting, the retained receipts get this long to come before anything is repeated. */
const receiptsFirstMs = 500;

/** Publishes what the outbox has, over whatever session stands, and hears the receipts. */
export class RecordSender {
  private readonly stopping = new AbortController();
  private wakening = new AbortController();
  private session: Session | null = null;
  private holdUntil = 0;
  private waitingSince: number | null = null;
  private running: Promise<void> | null = null;
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly options: RecordSenderOptions) {
    options.link.listen({
      onSession: (session) => {
        this.session = session;
        this.waitingSince = null;
        this.holdUntil = this.options.clock.now() + receiptsFirstMs;
        this.options.outbox.reconnected();
        this.wake();
      },
      onLost: () => {
        this.session = null;
      },
      onMessage: (kind, payload) => {
        if (kind === 'acked') this.hearReceipts(payload);
      },
    });
  }

  start(): void {
    this.unsubscribe = this.options.outbox.onWaiting(() => this.wake());
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.unsubscribe();
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  private wake(): void {
    this.wakening.abort(woken);
    this.wakening = new AbortController();
  }

  private hearReceipts(payload: Uint8Array): void {
    const { outbox, log, onReceipts } = this.options;
    let message: unknown;
    try {
      message = JSON.parse(Buffer.from(payload).toString('utf8'));
    } catch {
      message = null;
    }
    const parsed = ackedMessageSchema.safeParse(message);
    if (!parsed.success) {
      log.warn({ event: 'receipts_unreadable' }, 'Receipts could not be read; they are ignored.');
      return;
    }
    const settled = outbox.applyReceipts(parsed.data.receipts, parsed.data.history);
    this.holdUntil = 0;
    if (settled > 0) this.waitingSince = null;
    onReceipts?.(settled);
    this.wake();
  }

  private async run(): Promise<void> {
    const { clock, outbox, link, log } = this.options;
    while (!this.stopping.signal.aborted) {
      this.options.onTurn?.();
      const wakening = this.wakening.signal;
      const now = clock.now();
      const holdMs = Math.min(this.holdUntil - now, receiptsFirstMs);
      if (!this.session || holdMs > 0) {
        await clock.sleep(holdMs > 0 ? holdMs : lookMs, wakening);
        continue;
      }
      const session = this.session;
      const records = await outbox.take(now).catch((error: unknown) => {
        log.error({ event: 'records_unreadable', err: error }, 'Records could not be read.');
        return [];
      });
      for (const record of records) this.publish(session, record);
      if (records.length > 0) this.waitingSince ??= now;
      if (outbox.records === 0) this.waitingSince = null;
      link.waitingForReceiptsSince(this.waitingSince);
      if (records.length === 0) await clock.sleep(lookMs, wakening);
    }
  }

  private publish(session: Session, record: OutgoingRecord): void {
    const { clock, log, onPublished } = this.options;
    const startedAt = clock.now();
    session.publish(record.kind, record.payload).then(
      () => onPublished?.(clock.now() - startedAt),
      // It is still in the outbox, and goes again over the next session.
      (error: unknown) => {
        this.options.onNotPublished?.();
        log.debug({ event: 'publish_failed', err: error }, 'A record was not published.');
      },
    );
  }
}
