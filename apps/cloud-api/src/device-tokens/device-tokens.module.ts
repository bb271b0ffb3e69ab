import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { SigningKeysModule } from '../signing-keys/index.ts';
import { DeviceTokenGuard } from './device-token.guard.ts';
import { DeviceTokenStrategy } from './device-token.strategy.ts';
import { DeviceTokensController } from './device-tokens.controller.ts';
import { DeviceTokensService } from './device-tokens.service.ts';

@Module({
  imports: [SigningKeysModule, JwtModule.register({}), PassportModule.register({ session: false })],
  controllers: [DeviceTokensController],
  providers: [DeviceTokenGuard, DeviceTokenStrategy, DeviceTokensService],
  exports: [DeviceTokenGuard],
})
export class DeviceTokensModule {}
