export { keyProvider } from './key-provider.ts';
export { SigningKeysModule } from './signing-keys.module.ts';
export { keyIdOf, signingPurposes, SigningKeys } from './signing-keys.ts';
