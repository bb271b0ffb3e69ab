import { describe, expect, it } from '@jest/globals';
import type { LoginProvider } from '@eyrie/contracts';
import { wishOf } from './provider-wish.ts';

const fields = {
  name: 'Acme',
  issuer: ' https://login.example ',
  clientId: 'eyrie',
  secret: '',
  domains: '@Acme.example, acme.org;  ',
  newcomer: 'none',
  provider: null,
} as const;
const provider = (has_client_secret: boolean) => ({ has_client_secret }) as LoginProvider;

describe('the wish for a login provider', () => {
  it('reads domains as people write them', () => {
    expect(wishOf(fields)).toEqual({
      name: 'Acme',
      issuer: 'https://login.example',
      client_id: 'eyrie',
      client_secret: null,
      email_domains: ['acme.example', 'acme.org'],
      newcomer_role: null,
    });
  });

  it('leaves the secret as it is where none is typed, and sends a new one', () => {
    expect(wishOf({ ...fields, provider: provider(true) })).not.toHaveProperty('client_secret');
    expect(wishOf({ ...fields, provider: provider(false) })).toHaveProperty('client_secret', null);
    const typed = { ...fields, secret: 'new', provider: provider(true) };
    expect(wishOf(typed)).toHaveProperty('client_secret', 'new');
  });
});
