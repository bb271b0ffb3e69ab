import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { DeviceTokensModule } from '../device-tokens/index.ts';
import { SessionsModule } from '../sessions/index.ts';
import { AuthorisationGuard } from './authorisation.guard.ts';
import { RouteCheck } from './route-check.ts';

@Module({
  imports: [DiscoveryModule, SessionsModule, DeviceTokensModule],
  providers: [{ provide: APP_GUARD, useClass: AuthorisationGuard }, RouteCheck],
})
export class AuthorisationModule {}
