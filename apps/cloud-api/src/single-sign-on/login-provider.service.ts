import { Inject, Injectable } from '@nestjs/common';
import {
  idFromUuid,
  type LoginProvider,
  type LoginProviderSetting,
  type LoginProviderTest,
  type newLoginProviderSchema,
} from '@eyrie/contracts';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { Audit } from '../audit/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import type { SeenRevision } from '../preconditions/index.ts';
import { InvalidRequest } from '../problems/index.ts';
import { Sealing } from '../sealing/index.ts';
import { SessionRow } from '../sessions/session.entity.ts';
import { Tenancy } from '../tenancy/index.ts';
import { LoginProviderRow } from './login-provider.entity.ts';
import { type ProviderClient, ProviderClients } from './provider-clients.ts';
import { testProvider } from './provider-test.ts';
import { LoginProviderNotFound } from './single-sign-on.errors.ts';

type NewProvider = z.output<typeof newLoginProviderSchema>;

/** The provider that an organisation has set, for its owners. */
@Injectable()
export class LoginProviderService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(Sealing) private readonly sealing: Sealing,
    @Inject(ProviderClients) private readonly clients: ProviderClients,
    @Inject(Audit) private readonly audit: Audit,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async read({ organisationId }: PersonPrincipal): Promise<LoginProviderSetting> {
    const row = await this.tenancy.transaction(organisationId, (tx) =>
      tx.findOneBy(LoginProviderRow, { organisationId }),
    );
    return {
      redirect_uri: redirectUri(this.configuration, organisationId),
      provider: row ? this.toResource(row) : null,
    };
  }

  /** Sets it, or puts another one in its place. Throws `InvalidRequest` or `ChangedMeanwhile`. */
  change(
    { organisationId }: PersonPrincipal,
    input: NewProvider,
    seen: SeenRevision,
  ): Promise<LoginProvider> {
    this.requireSound(input);
    return this.tenancy.transaction(organisationId, async (tx) => {
      const before = await this.lock(tx, organisationId);
      seen.check(revisionOf(before));
      const secret = this.secretOf(input, before);
      const now = new Date();
      const row = {
        organisationId,
        name: input.name,
        issuer: input.issuer,
        clientId: input.client_id,
        sealedClientSecret:
          secret === null ? null : this.sealing.seal(Buffer.from(secret), placeOf(organisationId)),
        emailDomains: input.email_domains,
        newcomerRole: input.newcomer_role,
        revision: revisionOf(before) + 1,
        createdAt: before?.createdAt ?? now,
        updatedAt: now,
      };
      await tx.upsert(LoginProviderRow, row, ['organisationId']);
      const after = this.toResource(row);
      await this.audit.record(tx, organisationId, {
        object: { kind: 'login-provider', id: after.id },
        ...(before ? { before: this.toResource(before) } : {}),
        after: { ...after, is_new_secret: input.client_secret !== undefined },
      });
      return after;
    });
  }

  /**
   * Nobody comes in by it any more; the sessions that it opened end. Throws `LoginProviderNotFound`
   * or `ChangedMeanwhile`.
   */
  remove({ organisationId }: PersonPrincipal, seen: SeenRevision): Promise<void> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await this.lock(tx, organisationId);
      if (!row) throw new LoginProviderNotFound();
      seen.check(row.revision);
      const before = this.toResource(row);
      // First the entry: it is said by whose session, and that may be one of those that end.
      await this.audit.record(tx, organisationId, {
        object: { kind: 'login-provider', id: before.id },
        before,
      });
      await tx.delete(LoginProviderRow, { organisationId });
      await tx.delete(SessionRow, { organisationId, throughProvider: true });
    });
  }

  /** Tries a provider as it would be set; keeps nothing. Throws `InvalidRequest`. */
  async test({ organisationId }: PersonPrincipal, input: NewProvider): Promise<LoginProviderTest> {
    this.requireSound(input);
    const before = await this.tenancy.transaction(organisationId, (tx) =>
      tx.findOneBy(LoginProviderRow, { organisationId }),
    );
    const clientSecret = this.secretOf(input, before);
    const { issuer, client_id: clientId } = input;
    const discover = () => this.clients.discover({ issuer, clientId, clientSecret });
    return testProvider(discover, redirectUri(this.configuration, organisationId));
  }

  /** As a client of it. Throws `LoginProviderNotFound`. */
  async get(
    tx: EntityManager,
    organisationId: string,
  ): Promise<{ row: LoginProviderRow; client: ProviderClient }> {
    const row = await tx.findOneBy(LoginProviderRow, { organisationId });
    if (!row) throw new LoginProviderNotFound();
    const { issuer, clientId } = row;
    return { row, client: { issuer, clientId, clientSecret: this.openSecret(row) } };
  }

  /**
   * Under the organisation's lock of this, since there may be no row yet: two first settings come one
   * after the other, and the second one has not seen the first.
   */
  private async lock(tx: EntityManager, organisationId: string): Promise<LoginProviderRow | null> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [
      `login_provider ${organisationId}`,
    ]);
    return tx.findOneBy(LoginProviderRow, { organisationId });
  }

  private requireSound({ issuer, email_domains, newcomer_role }: NewProvider): void {
    const url = new URL(issuer);
    if (url.search !== '' || url.hash !== '' || url.username !== '' || url.password !== '') {
      throw refused('/issuer', 'must be the bare address of the provider');
    }
    if (!this.clients.isAllowed(issuer)) {
      throw refused('/issuer', 'must be https, or an origin that EYRIE_TRUSTED_ISSUERS names');
    }
    // A provider of everybody (Google, a social network) would let everybody in.
    if (newcomer_role !== null && email_domains.length === 0) {
      throw refused('/email_domains', 'must be named where newcomers need no invitation');
    }
  }

  /** A secret is shown to nobody, an owner's new issuer included: with that it has to be given anew. */
  private secretOf(input: NewProvider, before: LoginProviderRow | null): string | null {
    if (input.client_secret !== undefined) return input.client_secret;
    const isSame = before?.issuer === input.issuer && before.clientId === input.client_id;
    if (before && isSame) return this.openSecret(before);
    if (before?.sealedClientSecret != null) {
      throw refused('/client_secret', 'must be given anew for another issuer or client');
    }
    return null;
  }

  private openSecret({ organisationId, sealedClientSecret }: LoginProviderRow): string | null {
    if (sealedClientSecret === null) return null;
    return this.sealing.open(sealedClientSecret, placeOf(organisationId)).toString();
  }

  private toResource(row: Omit<LoginProviderRow, never>): LoginProvider {
    const id = idFromUuid('loginProvider', row.organisationId);
    return {
      id,
      name: row.name,
      issuer: row.issuer,
      client_id: row.clientId,
      has_client_secret: row.sealedClientSecret !== null,
      email_domains: row.emailDomains,
      newcomer_role: row.newcomerRole,
      revision: row.revision,
      login_link: `${new URL(this.configuration.publicUrl).origin}/login?with=${id}`,
      created_at: row.createdAt.toISOString(),
      updated_at: row.updatedAt.toISOString(),
    };
  }
}

/** Of a provider that is not set: 0. */
export function revisionOf(provider: { readonly revision: number } | null): number {
  return provider?.revision ?? 0;
}

/**
 * Where the provider sends browsers back. An address for each organisation, so that one provider's
 * answer is never taken for another's (mix-up, RFC 9700).
 */
export function redirectUri({ publicUrl }: Configuration, organisationId: string): string {
  const id = idFromUuid('loginProvider', organisationId);
  return `${new URL(publicUrl).origin}/login/callback/${id}`;
}

function refused(pointer: string, message: string): InvalidRequest {
  return new InvalidRequest([{ pointer, message }]);
}

const placeOf = (organisationId: string) => ({
  organisationId,
  table: 'login_provider',
  id: organisationId,
});
