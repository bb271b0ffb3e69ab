export { CameraNotFound, DeviceHasNoCameras, TooManyCameras } from './camera.errors.ts';
export { CamerasModule } from './cameras.module.ts';
