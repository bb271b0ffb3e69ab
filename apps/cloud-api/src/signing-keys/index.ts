export { keyProvider } from './key-provider.ts';
export { SigningKeysModule } from './signing-keys.module.ts';
export { keyIdOf, SigningKeys } from './signing-keys.ts';
