export { RevocationsModule } from './revocations.module.ts';
