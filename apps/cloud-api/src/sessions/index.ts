export { PasswordHasher } from './password-hasher.ts';
export { LoginOverloaded, TooManyLogins, WrongCredentials } from './session.errors.ts';
export { SessionsModule } from './sessions.module.ts';
export { SessionsService } from './sessions.service.ts';
