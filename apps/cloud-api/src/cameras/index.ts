export { CamerasModule } from './cameras.module.ts';
