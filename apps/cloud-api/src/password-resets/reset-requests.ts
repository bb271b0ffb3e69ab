import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import { Audit } from '../audit/index.ts';
import { newUuid } from '../database/uuid.ts';
import {
  JobQueue,
  openPayload,
  sealPayload,
  type WorkJob,
  workQueues,
} from '../job-queue/index.ts';
import { Mail } from '../mail/index.ts';
import { Sealing } from '../sealing/index.ts';
import { lockAccount } from '../sessions/index.ts';
import { CrossTenant, type MembershipLookup, Tenancy, type TenantSql } from '../tenancy/index.ts';
import { ResetLinks } from './reset-links.ts';

/** That a password was set anew, for one of the organisations of a person. */
export interface ResetRecord {
  readonly organisationId: string;
  readonly userId: string;
  readonly email: string;
  readonly role: MembershipLookup['role'];
  readonly address: string;
}

/**
 * What follows on a request, in jobs. Whoever asks waits for none of it, so that the time of an answer
 * says nothing about whether there is such an account.
 */
@Injectable()
export class ResetRequests implements OnApplicationBootstrap {
  constructor(
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(ResetLinks) private readonly links: ResetLinks,
    @Inject(Mail) private readonly mail: Mail,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.jobs.take(workQueues.passwordResets, (job) => this.work(job));
  }

  /** The same for every address. What somebody typed is kept sealed: it may be anything. */
  async ask(email: string): Promise<void> {
    const id = newUuid();
    const sealed = sealPayload(this.sealing, id, email);
    const data = { step: 'asked', id, sealed };
    await this.jobs.send(null, workQueues.passwordResets, data, { group: 'asked' });
  }

  /** For an organisation beside the one whose transaction it is. */
  async recordLater(tx: TenantSql, record: ResetRecord): Promise<void> {
    const data = { step: 'done', ...record };
    await this.jobs.send(tx, workQueues.passwordResets, data, { group: record.organisationId });
  }

  private async work({ data }: WorkJob): Promise<void> {
    if (data['step'] === 'done') await this.record(data as unknown as ResetRecord);
    else
      await this.answer(
        openPayload(this.sealing, data['id'] ?? '', data['sealed'] ?? '') as string,
      );
  }

  private async answer(email: string): Promise<void> {
    const login = await this.crossTenant.findLogin(email);
    const [organisationId] = login?.organisationIds ?? [];
    // Without a password, or without an organisation, nobody logs in.
    if (!login?.passwordHash || organisationId === undefined) return;
    await this.tenancy.transaction(organisationId, async (tx) => {
      const account = await lockAccount(tx, login.userId);
      const made = account.email === null ? null : await this.links.make(tx, account, null);
      if (account.email === null || made === null) return;
      const expiresAt = made.expiresAt.toISOString();
      await this.mail.send(tx, {
        to: account.email,
        content: { kind: 'password-reset', link: made.link, expiresAt },
        expiresAt,
        organisationId,
        about: idFromUuid('user', account.id),
      });
    });
  }

  private async record(record: ResetRecord): Promise<void> {
    const { organisationId } = record;
    await this.tenancy.transaction(organisationId, (tx) =>
      this.audit.record(tx, organisationId, {
        ...changeOf(record),
        operation: 'password-reset.complete',
      }),
    );
  }
}

/** How the audit log has it: done by whoever had the link, in the name of the account. */
export function changeOf({ userId, email, role, address }: Omit<ResetRecord, 'organisationId'>) {
  const id = idFromUuid('user', userId);
  return {
    actor: { kind: 'person' as const, id, name: email, role, credential: null },
    object: { kind: 'account', id },
    after: { sessions_ended: true, address },
  };
}
