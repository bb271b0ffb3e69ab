import { createPublicKey } from 'node:crypto';
import { Controller, Get, Header, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type AccessToken, accessTokenSchema, type Jwks, jwksSchema } from '@eyrie/contracts';
import { CurrentPerson, type PersonPrincipal, RouteOperation } from '../authorisation/index.ts';
import { SigningKeys } from '../signing-keys/index.ts';
import { AccessTokens } from './access-tokens.ts';

@ApiTags('auth')
@Controller()
export class AccessTokensController {
  constructor(
    @Inject(AccessTokens) private readonly tokens: AccessTokens,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
  ) {}

  @Post('v1/auth/token')
  @HttpCode(200)
  @Header('cache-control', 'no-store')
  @RouteOperation(
    'auth.token',
    'Exchange the session or API key for a token of ten minutes that may do the same.',
  )
  @ApiOkResponse({ standardSchema: accessTokenSchema })
  issue(@CurrentPerson() person: PersonPrincipal): Promise<AccessToken> {
    return this.tokens.issue(person);
  }

  @Get('.well-known/jwks.json')
  @Header('cache-control', 'public, max-age=300')
  @RouteOperation('auth.jwks', 'The public keys of access tokens (RFC 7517).')
  @ApiOkResponse({ standardSchema: jwksSchema })
  async jwks(): Promise<Jwks> {
    const keys = await this.keys.verifying('api-access');
    return {
      keys: keys.map(({ id, publicKey }) => {
        const {
          kty = '',
          crv = '',
          x = '',
          y = '',
        } = createPublicKey(publicKey).export({
          format: 'jwk',
        });
        return { kty, crv, x, y, kid: id, use: 'sig', alg: 'ES256' };
      }),
    };
  }
}
