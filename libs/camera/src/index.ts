export type {
  BracketShot,
  Camera,
  CameraDriver,
  CameraInfo,
  CapturedFrame,
  CaptureRequest,
} from './camera.ts';
export type {
  CaptureControls,
  Denoise,
  ExposureControls,
  FocusControl,
  FrameMetering,
  Metering,
} from './capture-controls.ts';
export {
  colourGainsOf,
  colourTemperatureMaxK,
  colourTemperatureMinK,
  colourTemperatureOf,
} from './colour-temperature.ts';
export { CameraError, type CameraErrorKind } from './camera.errors.ts';
export type { FrameExposure } from './frame-exposure.ts';
export {
  validateFrame,
  type BadFrameReason,
  type FrameCheck,
  type FrameExpectation,
} from './frame-check.ts';
export { centreDetail } from './centre-detail.ts';
export { releaseBytes } from './release-bytes.ts';
export { hashDistance, measureFrame, type FrameMeasure } from './frame-measure.ts';
export {
  controlsFor,
  learnFrom,
  noMemory,
  type ComingFrame,
  type ExposureMemory,
  type TakenFrame,
} from './profiles/exposure-plan.ts';
export type { PictureRegion, Profile } from './profiles/profile.ts';
export { regionLuminance } from './profiles/region-luminance.ts';
export { judgeLens, type LensCondition, type LensFinding } from './obstruction/lens.ts';
export {
  framesToLearn,
  learnScene,
  viewOf,
  type SceneReference,
} from './obstruction/scene-reference.ts';
export { learnScenery, type SceneMemory } from './obstruction/scene-memory.ts';
export { zoneKeys } from './obstruction/zone-map.ts';
export { stampFrame, type FrameStamp } from './stamp/stamp-frame.ts';
export { keepPictureMemorySmall, pictureLibrary } from './picture-library.ts';
export type { SmallPicture } from './small-picture.ts';
export { makeThumbnail, thumbnailOf, type Thumbnail } from './thumbnail.ts';
export type { CameraEnvironment } from './camera-environment.ts';
export { openCamera, type CameraOptions } from './open-camera.ts';
export type { SimulatedFaults, SimulatedSkyOptions, Weather } from './simulated-sky/options.ts';
export { simulatedAirAt, type SimulatedAir } from './simulated-sky/simulated-air.ts';
export { sceneTimeOf } from './simulated-sky/scene-time.ts';
export type { RpicamOptions } from './rpicam/options.ts';
export type { RtspOptions, V4l2Options } from './ffmpeg/options.ts';
export type { HttpSnapshotOptions } from './network/http-snapshot-camera.ts';
export { AllowedNetworks, siteNetworks } from './network/allowed-networks.ts';
export { findCameras } from './finding/find-cameras.ts';
export type { FoundCamera, FoundCameras } from './finding/found-camera.ts';
