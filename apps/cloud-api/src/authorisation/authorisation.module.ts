import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { AccessTokensModule } from '../access-tokens/index.ts';
import { ApiKeysModule } from '../api-keys/index.ts';
import { DeviceTokensModule } from '../device-tokens/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { AuthorisationGuard } from './authorisation.guard.ts';
import { Credentials } from './credentials.ts';
import { LookupTurns } from './lookup-turns.ts';
import { RouteCheck } from './route-check.ts';

@Module({
  imports: [DiscoveryModule, SessionsModule, ApiKeysModule, AccessTokensModule, DeviceTokensModule],
  providers: [
    { provide: APP_GUARD, useClass: AuthorisationGuard },
    Credentials,
    LookupTurns,
    RouteCheck,
  ],
  exports: [Credentials],
})
export class AuthorisationModule {}
