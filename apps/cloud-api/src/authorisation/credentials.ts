import { Inject, Injectable } from '@nestjs/common';
import { AccessTokens } from '../access-tokens/index.ts';
import { ApiKeysService } from '../api-keys/index.ts';
import { SessionsService } from '../sessions/index.ts';
import { CrossTenant } from '../tenancy/index.ts';
import type { PersonPrincipal } from './principals.ts';

/** Every way in which a person or a program shows who it is. Null: not valid, for whatever reason. */
@Injectable()
export class Credentials {
  constructor(
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(ApiKeysService) private readonly apiKeys: ApiKeysService,
    @Inject(AccessTokens) private readonly accessTokens: AccessTokens,
    @Inject(CrossTenant) private readonly crossTenant: CrossTenant,
  ) {}

  fromCookie(token: string): Promise<PersonPrincipal | null> {
    return this.sessions.authenticate(token);
  }

  fromApiKey(secret: string): Promise<PersonPrincipal | null> {
    return this.apiKeys.authenticate(secret);
  }

  /** An API key or an access token, for connections that are not plain requests. */
  fromToken(token: string): Promise<PersonPrincipal | null> {
    return token.startsWith('eyrie_') ? this.fromApiKey(token) : this.accessTokens.verify(token);
  }

  /**
   * Which of the credentials still let their owner in, with the role and the sites of this moment;
   * for connections that outlive a request. By `credentialKey`.
   */
  async listValid(
    callers: readonly Pick<PersonPrincipal, 'credential'>[],
  ): Promise<Map<string, Pick<PersonPrincipal, 'role' | 'siteIds'>>> {
    const ids = (kind: string) => [
      ...new Set(
        callers.filter((one) => one.credential.kind === kind).map((one) => one.credential.id),
      ),
    ];
    const [sessionIds, keyIds] = [ids('session'), ids('api-key')];
    const sessions = sessionIds.length > 0 ? await this.crossTenant.listSessions(sessionIds) : [];
    const keys = keyIds.length > 0 ? await this.crossTenant.listApiKeys(keyIds) : [];
    const valid = new Map<string, Pick<PersonPrincipal, 'role' | 'siteIds'>>();
    for (const one of sessions) valid.set(`session:${one.sessionId}`, one);
    for (const one of keys) valid.set(`api-key:${one.keyId}`, one);
    return valid;
  }
}

/** Names a credential among those of `listValid`. */
export function credentialKey({ credential }: Pick<PersonPrincipal, 'credential'>): string {
  return `${credential.kind}:${credential.id}`;
}
