export { PasswordResetsModule } from './password-resets.module.ts';
