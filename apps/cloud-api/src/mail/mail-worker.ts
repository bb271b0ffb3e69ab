import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { streamEventTypes } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { EventLog } from '../event-log/index.ts';
import { JobQueue, openPayload, type WorkJob, workQueues } from '../job-queue/index.ts';
import { LOGGER } from '../logger.ts';
import { SealBroken, Sealing } from '../sealing/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { type MailKind, wordsOf } from './mail-content.ts';
import type { QueuedMail } from './mail.ts';
import { MailRefused, type MailTransport, transportOf } from './mail-transport.ts';
import { MailMetrics } from './mail.metrics.ts';

/** Sends mails, on whichever replica the queue gives them to. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly transport: MailTransport | null;

  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(EventLog) private readonly eventLog: EventLog,
    @Inject(MailMetrics) private readonly metrics: MailMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.transport = transportOf(configuration);
  }

  async onApplicationBootstrap(): Promise<void> {
    // A replica without a mail server leaves the mails to those that have one.
    if (this.transport) await this.jobs.take(workQueues.mail, (job) => this.work(job));
  }

  onModuleDestroy(): void {
    this.transport?.close();
  }

  /** One attempt. Rejects where another one shall be made. */
  private async work({ data, isLastAttempt }: WorkJob): Promise<void> {
    const kind = data['kind'] as MailKind;
    try {
      await this.attempt(data);
      this.metrics.count(kind, 'sent');
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused.isFinal && !isLastAttempt) {
        this.metrics.count(kind, 'deferred');
        this.logger.warn(
          { event: 'mail_deferred', kind, about: data['about'], reason: refused.code },
          'A mail was not taken; it is tried again.',
        );
        throw refused;
      }
      await this.fail(data, refused.code);
    }
  }

  private async attempt(data: WorkJob['data']): Promise<void> {
    const { id = '', sealed = '' } = data;
    const { to, content, expiresAt } = openPayload(this.sealing, id, sealed) as QueuedMail;
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
      throw new MailRefused('expired', true);
    }
    await this.transport?.send({ id, to, ...wordsOf(content, this.configuration.publicUrl) });
  }

  /** Somebody waits for a mail that does not come: the log, the metrics and the organisation say so. */
  private async fail(data: WorkJob['data'], reason: string): Promise<void> {
    const { organisation_id: organisationId = '', about = '' } = data;
    const kind = data['kind'] as MailKind;
    this.metrics.count(kind, 'failed');
    this.logger.error({ event: 'mail_failed', kind, about, reason }, 'A mail cannot be sent.');
    await this.tenancy.transaction(organisationId, (tx) =>
      this.eventLog.append(tx, organisationId, [
        { type: streamEventTypes.mailFailed, data: { kind, about, reason } },
      ]),
    );
  }
}

/** Whatever is thrown is kept with the job: only what names nobody. */
function refusalOf(error: unknown): MailRefused {
  if (error instanceof MailRefused) return error;
  if (error instanceof SealBroken) return new MailRefused('seal-broken', true);
  return new MailRefused('unexpected', false);
}
