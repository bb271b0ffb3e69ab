export { DevicesModule } from './devices.module.ts';
export { DevicesRepository } from './devices.repository.ts';
