export { PasswordHasher } from './password-hasher.ts';
export { SessionsModule } from './sessions.module.ts';
export { SessionsService } from './sessions.service.ts';
