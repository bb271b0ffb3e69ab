import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { RevocationsModule } from '../revocations/index.ts';
import { SigningKeysModule } from '../signing-keys/index.ts';
import { DeviceRuns } from './device-runs.ts';
import { DeviceTokenGuard } from './device-token.guard.ts';
import { DeviceTokenStrategy } from './device-token.strategy.ts';
import { DeviceTokensController } from './device-tokens.controller.ts';
import { DeviceTokensService } from './device-tokens.service.ts';

@Module({
  imports: [
    RevocationsModule,
    SigningKeysModule,
    JwtModule.register({}),
    PassportModule.register({ session: false }),
  ],
  controllers: [DeviceTokensController],
  providers: [DeviceRuns, DeviceTokenGuard, DeviceTokenStrategy, DeviceTokensService],
  exports: [DeviceTokenGuard],
})
export class DeviceTokensModule {}
