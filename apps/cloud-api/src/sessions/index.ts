export { AttemptLimits } from './attempt-limits.ts';
export { KnownDevices } from './known-device.ts';
export { lockAccount, Login, requireRight } from './login.ts';
export { PasswordHasher } from './password-hasher.ts';
export { SessionReply } from './session-reply.ts';
export { SessionsModule } from './sessions.module.ts';
export { type OpenedSession, SessionsService } from './sessions.service.ts';
export { type Visitor, visitorOf } from './visitor.ts';
