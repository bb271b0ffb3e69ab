import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { Audit } from '../audit/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { newUuid } from '../database/uuid.ts';
import { LOGGER } from '../logger.ts';
import { PasswordHasher } from '../sessions/index.ts';
import { CrossTenant, enterAccount, Tenancy } from '../tenancy/index.ts';
import { Account } from './account.entity.ts';
import { Organisation } from './organisation.entity.ts';
import { Membership, User } from './user.entity.ts';

/** Any number that stays the same: replicas that start together take turns on it. */
const firstStartLock = 720_172_411;

/** At the first start: the organisation and its owner, from the configuration. */
@Injectable()
export class FirstOrganisation {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Does nothing where there is an organisation already, or no owner is configured. */
  async make(): Promise<void> {
    const { owner, organisationName } = this.configuration;
    if (!owner || (await this.crossTenant.hasOrganisation())) return;
    const passwordHash = await this.passwords.hash(owner.password);
    const id = newUuid();
    const made = await this.tenancy.transaction(id, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [firstStartLock]);
      if (await this.crossTenant.hasOrganisation()) return false;
      await tx.insert(Organisation, {
        id,
        name: organisationName,
        eventEpoch: randomBytes(4).toString('hex'),
      });
      const userId = newUuid();
      const email = owner.email.toLowerCase();
      const name = email.split('@')[0] ?? email;
      await enterAccount(tx, userId);
      await tx.insert(Account, { id: userId, email, passwordHash });
      await tx.insert(User, { organisationId: id, id: userId, email, name });
      await tx.insert(Membership, { organisationId: id, userId, role: 'owner' });
      await this.audit.record(tx, id, {
        operation: 'organisation.found',
        object: { kind: 'person', id: idFromUuid('user', userId) },
        after: { email, role: 'owner' },
      });
      return true;
    });
    if (made) {
      this.logger.info(
        { event: 'organisation_made' },
        'Made the first organisation and its owner.',
      );
    }
  }
}
