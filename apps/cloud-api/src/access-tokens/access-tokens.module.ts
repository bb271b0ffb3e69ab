import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { SigningKeysModule } from '../signing-keys/index.ts';
import { AccessTokenGuard, AccessTokenStrategy } from './access-token.strategy.ts';
import { AccessTokensController } from './access-tokens.controller.ts';
import { AccessTokens } from './access-tokens.ts';

@Module({
  imports: [SigningKeysModule, JwtModule.register({}), PassportModule.register({ session: false })],
  controllers: [AccessTokensController],
  providers: [AccessTokens, AccessTokenGuard, AccessTokenStrategy],
  exports: [AccessTokens, AccessTokenGuard],
})
export class AccessTokensModule {}
