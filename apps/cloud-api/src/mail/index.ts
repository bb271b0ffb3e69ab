export { MailModule } from './mail.module.ts';
export { Mail } from './mail.ts';
