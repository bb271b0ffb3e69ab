export {
  FfmpegMissing,
  NothingToRender,
  RenderAborted,
  RenderFailed,
  RenderNotVerified,
  TimelapseError,
  type SkippedFrame,
  type TimelapseErrorKind,
} from './errors.ts';
export { findFfmpeg, type Ffmpeg, type FindFfmpegOptions } from './find-ffmpeg.ts';
export { makePoster, type Poster, type PosterOptions } from './poster.ts';
export { renderTimelapse } from './render.ts';
export { type Frame, type RenderedVideo, type RenderOptions } from './render-options.ts';
export { type RenderProgress, type RenderStep } from './render-progress.ts';
export type { Pauses } from './pauses.ts';
