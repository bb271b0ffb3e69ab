export { DeviceTokenGuard } from './device-token.guard.ts';
export { DeviceTokensModule } from './device-tokens.module.ts';
