export { CamerasModule } from './cameras.module.ts';
export { CamerasService } from './cameras.service.ts';
