import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { type AccessToken, idFromUuid, idSchema, type Role, uuidFromId } from '@eyrie/contracts';
import { z } from 'zod';
import { callerOf } from '../api-keys/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { personOf } from '../sessions/person-of-session.ts';
import { keyIdOf, SigningKeys } from '../signing-keys/index.ts';
import { CrossTenant } from '../tenancy/index.ts';

export const accessTokenAudience = 'eyrie-api';
const lifeSeconds = 600;

/** `sub` is the session or the key behind the token: what it may do is looked up there. */
const claimsSchema = z.object({
  sub: z.union([idSchema('session'), idSchema('apiKey')]),
  org: idSchema('organisation'),
  /** The most that may be done with it, where that is less than what is behind it. */
  max: z.enum(['operator', 'viewer']).optional(),
});

/**
 * Short tokens for API clients: signed, and yet worth nothing once the session or key behind them
 * has ended, which is asked each time. They carry no rights of their own.
 */
@Injectable()
export class AccessTokens {
  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(JwtService) private readonly jwt: JwtService,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  async issue(
    { organisationId, credential }: PersonPrincipal,
    max?: 'operator' | 'viewer',
  ): Promise<AccessToken> {
    const key = await this.keys.current('api-access');
    const access_token = await this.jwt.signAsync(
      {
        org: idFromUuid('organisation', organisationId),
        ...(max === undefined ? {} : { max }),
      },
      {
        algorithm: 'ES256',
        privateKey: key.privateKey,
        keyid: key.id,
        header: { alg: 'ES256', typ: 'at+jwt' },
        issuer: this.configuration.publicUrl,
        audience: accessTokenAudience,
        subject: idFromUuid(credential.kind === 'session' ? 'session' : 'apiKey', credential.id),
        expiresIn: lifeSeconds,
      },
    );
    return { access_token, token_type: 'Bearer', expires_in: lifeSeconds };
  }

  /** Who shows a token that did not come with a plain request; null where it is not valid. */
  async verify(token: string): Promise<PersonPrincipal | null> {
    const key = await this.keys.findVerifying('api-access', keyIdOf(token));
    if (!key) return null;
    let claims: object;
    try {
      claims = await this.jwt.verifyAsync<object>(token, {
        // As in `keyProvider`: what verifies takes it, its types lag behind.
        publicKey: key as unknown as Buffer,
        algorithms: ['ES256'],
        issuer: this.configuration.publicUrl,
        audience: accessTokenAudience,
      });
    } catch {
      return null;
    }
    return this.callerOf(claims);
  }

  /** Who is behind the claims of a token whose signature and times were right. */
  async callerOf(claims: unknown): Promise<PersonPrincipal | null> {
    const read = claimsSchema.safeParse(claims);
    if (!read.success) return null;
    const { sub, org, max } = read.data;
    const caller = await this.find(sub);
    if (caller?.organisationId !== uuidFromId('organisation', org)) return null;
    return max === undefined ? caller : { ...caller, role: lesserRole(caller.role, max) };
  }

  private async find(subject: string): Promise<PersonPrincipal | null> {
    if (!idSchema('session').safeParse(subject).success) {
      const [key] = await this.crossTenant.listApiKeys([uuidFromId('apiKey', subject)]);
      return key ? callerOf(key) : null;
    }
    const [session] = await this.crossTenant.listSessions([uuidFromId('session', subject)]);
    return session ? personOf(session) : null;
  }
}

const rolesFromLeast = ['viewer', 'operator', 'admin', 'owner'] as const;

function lesserRole(role: Role, max: Role): Role {
  return rolesFromLeast.find((one) => one === role || one === max) ?? 'viewer';
}
