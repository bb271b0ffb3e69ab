import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type Session } from '@eyrie/contracts';
import { type EntityManager, LessThan } from 'typeorm';
import { NotAuthenticated, type PersonPrincipal } from '../authorisation/index.ts';
import { newUuid } from '../database/uuid.ts';
import { clientKey } from '../http/client-address.ts';
import { Organisation } from '../organisations/organisation.entity.ts';
import { Membership, User } from '../organisations/user.entity.ts';
import { CrossTenant, Tenancy } from '../tenancy/index.ts';
import { accountLimit, addressLimit, LoginLimiter } from './login-limiter.ts';
import { PasswordHasher } from './password-hasher.ts';
import { TooManyLogins, WrongCredentials } from './session.errors.ts';
import { SessionRow } from './session.entity.ts';

const lifeMs = 7 * 86_400_000;

export interface OpenedSession {
  /** For the cookie; kept nowhere. */
  token: string;
  session: Session;
}

@Injectable()
export class SessionsService {
  private readonly accounts = new LoginLimiter(accountLimit);
  private readonly addresses = new LoginLimiter(addressLimit);

  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(PasswordHasher) private readonly passwords: PasswordHasher,
  ) {}

  /** Logs in. Throws `WrongCredentials` or `TooManyLogins`. */
  async open(
    credentials: { email: string; password: string },
    address: string,
  ): Promise<OpenedSession> {
    const account = credentials.email.toLowerCase();
    const from = clientKey(address);
    const waitMs = this.addresses.begin(from) ?? this.accounts.begin(account);
    if (waitMs !== null) throw new TooManyLogins(waitMs / 1000);
    const login = await this.crossTenant.findLogin(account);
    const right = await this.passwords.verify(login?.passwordHash ?? null, credentials.password);
    if (!login || !right) throw new WrongCredentials();
    this.accounts.succeeded(account);
    this.addresses.succeeded(from);

    const token = randomBytes(32).toString('base64url');
    const { organisationId, userId } = login;
    const session = await this.tenancy.transaction(organisationId, async (tx) => {
      const now = Date.now();
      await tx.delete(SessionRow, { userId, expiresAt: LessThan(new Date(now)) });
      const expiresAt = new Date(now + lifeMs);
      await tx.insert(SessionRow, {
        organisationId,
        id: newUuid(),
        userId,
        tokenHash: hashToken(token),
        expiresAt,
      });
      return describe(tx, organisationId, userId, expiresAt);
    });
    return { token, session };
  }

  /** The person behind a token, with the role of this moment; null where it is not valid. */
  async authenticate(token: string): Promise<PersonPrincipal | null> {
    const found = await this.crossTenant.findSession(hashToken(token));
    if (!found) return null;
    const { organisationId, userId, sessionId, role } = found;
    return { kind: 'person', organisationId, userId, sessionId, role };
  }

  read({ organisationId, userId, sessionId }: PersonPrincipal): Promise<Session> {
    return this.tenancy.transaction(organisationId, async (tx) => {
      const row = await tx.findOneBy(SessionRow, { organisationId, id: sessionId });
      if (!row) throw new NotAuthenticated();
      return describe(tx, organisationId, userId, row.expiresAt);
    });
  }

  /** Logs out. The token is worth nothing from now on. */
  async close({ organisationId, sessionId }: PersonPrincipal): Promise<void> {
    await this.tenancy.transaction(organisationId, (tx) =>
      tx.delete(SessionRow, { organisationId, id: sessionId }),
    );
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
  const { role } = await tx.findOneByOrFail(Membership, { organisationId, userId });
  return {
    user: { id: idFromUuid('user', user.id), email: user.email, name: user.name },
    organisation: {
      id: idFromUuid('organisation', organisation.id),
      name: organisation.name,
    },
    role,
    expires_at: expiresAt.toISOString(),
  };
}

/** Tokens have 256 random bits, so a plain hash is enough and can be looked up. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
