export { RevocationsModule } from './revocations.module.ts';
export { Quarantine } from './quarantine.ts';
