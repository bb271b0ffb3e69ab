export { DeviceNotFound } from './device.errors.ts';
export { DevicesModule } from './devices.module.ts';
export { DevicesRepository } from './devices.repository.ts';
