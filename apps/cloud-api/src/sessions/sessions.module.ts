import { Module } from '@nestjs/common';
import { AccountController } from './account.controller.ts';
import { AccountService } from './account.service.ts';
import { KnownDevices } from './known-device.ts';
import { Login } from './login.ts';
import { LoginLimits } from './login-limits.ts';
import { PasswordHasher } from './password-hasher.ts';
import { SecondFactor } from './second-factor.ts';
import { SessionReply } from './session-reply.ts';
import { SessionsController } from './sessions.controller.ts';
import { SessionsService } from './sessions.service.ts';

@Module({
  controllers: [SessionsController, AccountController],
  providers: [
    AccountService,
    KnownDevices,
    Login,
    LoginLimits,
    PasswordHasher,
    SecondFactor,
    SessionReply,
    SessionsService,
  ],
  exports: [KnownDevices, Login, PasswordHasher, SessionReply, SessionsService],
})
export class SessionsModule {}
