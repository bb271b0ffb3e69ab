import { idFromUuid } from '@eyrie/contracts';
import type { Audit } from '../audit/index.ts';
import { Account } from '../organisations/account.entity.ts';
import type { ResetLinks } from '../password-resets/reset-links.ts';
import { lockAccount } from '../sessions/index.ts';
import type { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { RecoveryRefused } from './recovery.errors.ts';

export interface RecoveredPerson {
  /** Works once, until `expires_at`; in this answer and nowhere else. */
  readonly link: string;
  readonly expires_at: string;
  /** Where the person belongs to, and the audit log tells of it. */
  readonly organisations: readonly string[];
}

/**
 * The way back for somebody who has lost password and mailbox, and whom no owner can help: by the operator
 * of the installation, who has its database anyway. The second factor stays as it is.
 */
export class PersonRecovery {
  constructor(
    private readonly tenancy: Tenancy,
    private readonly crossTenant: CrossTenant,
    private readonly links: ResetLinks,
    private readonly audit: Audit,
  ) {}

  /** Ends all sessions and makes a link. `organisationId` is a UUID. Throws `RecoveryRefused`. */
  async recover(organisationId: string, email: string): Promise<RecoveredPerson> {
    const login = await this.crossTenant.findLogin(email.trim().toLowerCase());
    if (!login?.organisationIds.includes(organisationId)) {
      throw new RecoveryRefused(
        `Nobody of ${idFromUuid('organisation', organisationId)} logs in as ${email}. Look at both; ` +
          'who comes by a login provider has no password here.',
      );
    }
    const { userId, organisationIds } = login;
    const made = await this.tenancy.transaction(organisationId, async (tx) => {
      const account = await lockAccount(tx, userId);
      // With this every session and every link of before has ended.
      const credentialVersion = account.credentialVersion + 1;
      await tx.update(Account, { id: userId }, { credentialVersion });
      const link = await this.links.make(tx, { id: userId, credentialVersion }, null);
      if (!link) throw new Error('An account of a new version has no links yet.');
      await this.audit.record(tx, organisationId, recordOf(userId, link.expiresAt));
      return link;
    });
    for (const other of organisationIds) {
      if (other === organisationId) continue;
      await this.tenancy.transaction(other, (tx) =>
        this.audit.record(tx, other, recordOf(userId, made.expiresAt)),
      );
    }
    return {
      link: made.link,
      expires_at: made.expiresAt.toISOString(),
      organisations: organisationIds.map((id) => idFromUuid('organisation', id)),
    };
  }
}

function recordOf(userId: string, expiresAt: Date) {
  return {
    operation: 'people.recover',
    actor: { kind: 'system', id: null, name: 'the operator', role: null, credential: null },
    object: { kind: 'person', id: idFromUuid('user', userId) },
    after: { reset_until: expiresAt.toISOString(), sessions_ended: true },
  } as const;
}
