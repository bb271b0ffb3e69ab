import { Inject, Injectable } from '@nestjs/common';
import { idFromUuid, type StreamPermission, type StreamToken } from '@eyrie/contracts';
import { AccessTokens } from '../access-tokens/index.ts';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { TokenNotGranted } from './stream.errors.ts';

/** The permissions of each role; what more it may do is not for tokens of this kind. */
const permissionsOf = {
  owner: ['dashboard:read', 'camera:control'],
  admin: ['dashboard:read', 'camera:control'],
  operator: ['dashboard:read', 'camera:control'],
  viewer: ['dashboard:read'],
} as const satisfies Record<PersonPrincipal['role'], readonly StreamPermission[]>;

export interface TokenWish {
  readonly userId: string | undefined;
  readonly permissions: readonly StreamPermission[] | undefined;
}

/** Short tokens for real-time connections, of the caller's own identity. */
@Injectable()
export class StreamTokens {
  constructor(@Inject(AccessTokens) private readonly tokens: AccessTokens) {}

  /** Throws `TokenNotGranted` for another's name or more than the caller may do. */
  async issue(person: PersonPrincipal, wish: TokenWish): Promise<StreamToken> {
    const own: readonly StreamPermission[] = permissionsOf[person.role];
    const permissions = wish.permissions ?? own;
    const isOwn = wish.userId === undefined || wish.userId === idFromUuid('user', person.userId);
    if (!isOwn || !permissions.every((one) => own.includes(one))) throw new TokenNotGranted();
    const max = permissions.includes('camera:control') ? 'operator' : 'viewer';
    const { access_token, token_type, expires_in } = await this.tokens.issue(person, max);
    return {
      token: access_token,
      token_type,
      expires_in,
      user_id: idFromUuid('user', person.userId),
      permissions: [...permissions],
    };
  }
}
