import type { SecretOrKeyProvider } from 'passport-jwt';
import { NotAuthenticated } from '../authorisation/index.ts';
import { keyIdOf, type SigningKeys, type SigningPurpose } from './signing-keys.ts';

/** Gives passport the key of a token: one of our own, whatever else the token's header names. */
export function keyProvider(keys: SigningKeys, purpose: SigningPurpose): SecretOrKeyProvider {
  return (_request, token: unknown, done) => {
    keys.findVerifying(purpose, keyIdOf(token)).then(
      // jsonwebtoken takes a key that is read already; the types of passport-jwt do not say so.
      (key) => (key ? done(null, key as unknown as Buffer) : done(new NotAuthenticated())),
      (error: unknown) => done(error),
    );
  };
}
