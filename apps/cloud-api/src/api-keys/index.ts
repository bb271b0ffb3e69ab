export { ApiKeysModule } from './api-keys.module.ts';
export { ApiKeysService, callerOf } from './api-keys.service.ts';
