export { AccessTokenGuard } from './access-token.strategy.ts';
export { AccessTokensModule } from './access-tokens.module.ts';
export { AccessTokens } from './access-tokens.ts';
