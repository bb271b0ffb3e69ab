export { DeviceTokenGuard } from './device-token.guard.ts';
export { DeviceTokensModule } from './device-tokens.module.ts';
export { type DeviceStanding, stillServes } from './still-serves.ts';
