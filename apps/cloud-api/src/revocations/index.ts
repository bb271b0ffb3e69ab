export { RevocationsModule } from './revocations.module.ts';
export { RevocationsService } from './revocations.service.ts';
export { Quarantine } from './quarantine.ts';
