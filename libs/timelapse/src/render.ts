import { NothingToRender } from './errors.ts';
import { type RenderedVideo, type RenderOptions } from './render-options.ts';

/**
 * Renders JPEG frames to an MP4 that is verified before it appears at `output`.
 *
 * Throws `NothingToRender`, `RenderFailed`, `RenderNotVerified`, `RenderAborted`, `FfmpegMissing`,
 * and a `RangeError` for options out of range. Whatever is thrown, `output` is as it was before.
 */
export function renderTimelapse(_options: RenderOptions): Promise<RenderedVideo> {
  return Promise.reject(new NothingToRender([]));
}
