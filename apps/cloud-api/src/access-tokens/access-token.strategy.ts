import { Inject, Injectable } from '@nestjs/common';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { NotAuthenticated, type PersonPrincipal } from '../authorisation/index.ts';
import { CONFIGURATION, type Configuration } from '../configuration.ts';
import { keyProvider, SigningKeys } from '../signing-keys/index.ts';
import { accessTokenAudience, AccessTokens } from './access-tokens.ts';

/** Verifies an access token of ours, and that the session or key behind it still lives. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  constructor(
    @Inject(SigningKeys) keys: SigningKeys,
    @Inject(CONFIGURATION) configuration: Configuration,
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
  ) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ['ES256'],
      issuer: configuration.publicUrl,
      audience: accessTokenAudience,
      ignoreExpiration: false,
      secretOrKeyProvider: keyProvider(keys, 'api-access'),
    });
  }

  validate(claims: unknown): Promise<PersonPrincipal | null> {
    return this.tokens.callerOf(claims);
  }
}

/** Runs the strategy; whatever is wrong with a token, the answer is the same. */
@Injectable()
export class AccessTokenGuard extends AuthGuard('access-token') {
  override handleRequest<Person>(error: unknown, person: Person | false | null): Person {
    // An error is ours (Postgres is away), a missing person is the token's.
    if (error) throw error as Error;
    if (!person) throw new NotAuthenticated();
    return person;
  }
}
