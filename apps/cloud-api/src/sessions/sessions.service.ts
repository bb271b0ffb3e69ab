import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type Session, uuidFromId } from '@eyrie/contracts';
import { type EntityManager, LessThan } from 'typeorm';
import { actorOf, Audit } from '../audit/index.ts';
import { NotAuthenticated, type PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { Account } from '../organisations/account.entity.ts';
import { Organisation } from '../organisations/organisation.entity.ts';
import { Membership, User } from '../organisations/user.entity.ts';
import { CrossTenant, enterAccount, Tenancy } from '../tenancy/index.ts';
import { Login, type Proof, requireRight } from './login.ts';
import { personOf } from './person-of-session.ts';
import { OrganisationNotFound, WrongCode, WrongCredentials } from './session.errors.ts';
import { SessionRow } from './session.entity.ts';
import type { Visitor } from './visitor.ts';

const lifeMs = 7 * 86_400_000;
/** A session's `last_seen_at` is right to so much; not every request writes. */
const seenMs = 60_000;

export interface OpenedSession {
  /** For the cookie; kept nowhere. */
  token: string;
  session: Session;
}

@Injectable()
export class SessionsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(Login) private readonly login: Login,
    @Inject(Audit) private readonly audit: Audit,
  ) {}

  /** Logs in. Throws what `Login` throws, or `WrongCode`, or `TooManyCodes`. */
  async open(proof: Proof, visitor: Visitor): Promise<OpenedSession> {
    const login = await this.login.checkPassword(proof, visitor);
    const { userId } = login;
    const [organisationId] = login.organisationIds;
    if (organisationId === undefined) throw new WrongCredentials();
    const opened = await this.tenancy.transaction(organisationId, async (tx) => {
      const { verdict } = await this.login.useCode(tx, userId, proof.code);
      if (verdict.outcome !== 'right') return verdict;
      return this.insert(tx, { organisationId, userId }, visitor);
    });
    if ('outcome' in opened) {
      this.login.refuse(login, proof.email, new WrongCode());
      requireRight(opened);
      throw new WrongCredentials();
    }
    await this.login.succeeded(proof.email, visitor);
    await this.login.strengthen(organisationId, login, proof.password);
    return opened;
  }

  /** A session for somebody who has been proved to be the account's owner and a member. */
  async insert(
    tx: EntityManager,
    {
      organisationId,
      userId,
      throughProvider = false,
    }: { organisationId: string; userId: string; throughProvider?: boolean },
    visitor: Visitor,
  ): Promise<OpenedSession> {
    await enterAccount(tx, userId);
    const { credentialVersion } = await tx.findOneByOrFail(Account, { id: userId });
    const token = randomBytes(32).toString('base64url');
    const now = Date.now();
    await tx.delete(SessionRow, { organisationId, userId, expiresAt: LessThan(new Date(now)) });
    const id = newUuid();
    const expiresAt = new Date(now + lifeMs);
    await tx.insert(SessionRow, {
      organisationId,
      id,
      userId,
      tokenHash: hashToken(token),
      expiresAt,
      credentialVersion,
      throughProvider,
      userAgent: visitor.userAgent.slice(0, 300),
      address: visitor.address,
    });
    const session = await describe(tx, organisationId, userId, expiresAt);
    const credential = { kind: 'session', id } as const;
    const { role } = session;
    await this.audit.record(tx, organisationId, {
      actor: actorOf({
        kind: 'person',
        organisationId,
        userId,
        name: session.user.email,
        role,
        siteIds: null,
        credential,
      }),
      object: { kind: 'session', id: idFromUuid('session', id) },
      after: { user_agent: visitor.userAgent.slice(0, 300), expires_at: session.expires_at },
    });
    return { token, session };
  }

  /** The person behind a token, with the role of this moment; null where it is not valid. */
  async authenticate(token: string): Promise<PersonPrincipal | null> {
    const found = await this.crossTenant.findSession(hashToken(token));
    if (!found) return null;
    const { organisationId, sessionId, lastSeenAt } = found;
    if (Date.now() - lastSeenAt.getTime() > seenMs) this.seen(organisationId, sessionId);
    return personOf(found);
  }

  read({ organisationId, userId, credential }: PersonPrincipal): Promise<Session> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(SessionRow, { organisationId, id: credential.id });
      if (!row) throw new NotAuthenticated();
      return describe(tx, organisationId, userId, row.expiresAt);
    });
  }

  /** Logs out. The token is worth nothing from now on. */
  async close({ organisationId, credential }: PersonPrincipal): Promise<void> {
    await this.tenancy.transaction(organisationId, async (tx) => {
      await tx.delete(SessionRow, { organisationId, id: credential.id });
      const id = idFromUuid('session', credential.id);
      await this.audit.record(tx, organisationId, { object: { kind: 'session', id } });
    });
  }

  /**
   * Goes on in another organisation of the same person, in a new session; the one at hand ends.
   * Throws `OrganisationNotFound`, also for one that others are members of.
   */
  async switch(person: PersonPrincipal, chosen: string, visitor: Visitor): Promise<OpenedSession> {
    const { userId } = person;
    const organisationId = uuidFromId('organisation', chosen);
    const memberships = await this.crossTenant.listMemberships(userId);
    if (!memberships.some((one) => one.organisationId === organisationId)) {
      throw new OrganisationNotFound();
    }
    const opened = await this.tenancy.transaction(organisationId, (tx) =>
      this.insert(tx, { organisationId, userId }, visitor),
    );
    await this.close(person);
    return opened;
  }

  /** Not awaited, and lost without harm. */
  private seen(organisationId: string, id: string): void {
    this.tenancy
      .transaction(organisationId, (tx) =>
        tx.update(SessionRow, { organisationId, id }, { lastSeenAt: new Date() }),
      )
      .catch(() => undefined);
  }
}

async function describe(
  tx: EntityManager,
  organisationId: string,
  userId: string,
  expiresAt: Date,
): Promise<Session> {
  const organisation = await tx.findOneByOrFail(Organisation, { id: organisationId });
  const user = await tx.findOneByOrFail(User, { organisationId, id: userId });
  const { role, siteIds } = await tx.findOneByOrFail(Membership, { organisationId, userId });
  return {
    user: { id: idFromUuid('user', user.id), email: user.email, name: user.name },
    organisation: {
      id: idFromUuid('organisation', organisation.id),
      name: organisation.name,
    },
    role,
    site_ids: siteIds?.map((id) => idFromUuid('site', id)) ?? null,
    expires_at: expiresAt.toISOString(),
  };
}

/** Tokens have 256 random bits, so a plain hash is enough and can be looked up. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
