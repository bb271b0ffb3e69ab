export { Login, requireRight } from './login.ts';
export { PasswordHasher } from './password-hasher.ts';
export { SessionReply } from './session-reply.ts';
export { SessionsModule } from './sessions.module.ts';
export { type OpenedSession, SessionsService, type Visitor } from './sessions.service.ts';
export { visitorOf } from './visitor.ts';
