import { Inject, Injectable } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { newUuid } from '../database/uuid.ts';
import { JobQueue, sealPayload, workQueues } from '../job-queue/index.ts';
import { Sealing } from '../sealing/index.ts';
import type { TenantSql } from '../tenancy/index.ts';
import type { MailContent } from './mail-content.ts';

export interface WantedMail {
  readonly to: string;
  readonly content: MailContent;
  /** After that it is worth nothing (RFC 3339). */
  readonly expiresAt?: string;
  /** UUID of the organisation that is told where the mail cannot be sent. */
  readonly organisationId: string;
  /** Id (as the API names it) of the person or the invitation that it is about. */
  readonly about: string;
}

/** A mail on its way through the job queue. */
export interface QueuedMail {
  readonly to: string;
  readonly content: MailContent;
  readonly expiresAt: string | null;
}

/**
 * Asks for mails. They are sent later, from a job that is there exactly when the transaction which
 * asked for it has been committed.
 */
@Injectable()
export class Mail {
  constructor(
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Sealing) private readonly sealing: Sealing,
  ) {}

  /** Whether mails are sent, or written to the operator's folder. */
  get isOn(): boolean {
    return this.reachesPeople || this.configuration.mail.directory !== null;
  }

  /** Whether a mail comes to the one it is for, so that having read it says who somebody is. */
  get reachesPeople(): boolean {
    return this.configuration.mail.smtpUrl !== null;
  }

  /** Does nothing where mail is off. */
  async send(tx: TenantSql, mail: WantedMail): Promise<void> {
    if (!this.isOn) return;
    const { to, content, expiresAt = null, organisationId, about } = mail;
    const id = newUuid();
    const queued: QueuedMail = { to, content, expiresAt };
    const sealed = sealPayload(this.sealing, id, queued);
    const data = { id, kind: content.kind, organisation_id: organisationId, about, sealed };
    await this.jobs.send(tx, workQueues.mail, data, { group: organisationId });
  }
}
