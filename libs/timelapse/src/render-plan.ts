import type { UsableFrame } from './check-frame.ts';
import type { RenderOptions } from './render-options.ts';

/** Throws a `RangeError` that names the first option out of range. */
export function assertOptions(options: RenderOptions): void {
  within('fps', options.fps, 1 / 60, 120);
  within('quality', options.quality ?? 23, 0, 51);
  within('nice', options.nice ?? 19, 0, 19);
  wholeWithin('threads', options.threads ?? 2, 1, 64);
  wholeWithin('width', options.width ?? 2, 2, 16_384);
  wholeWithin('height', options.height ?? 2, 2, 16_384);
}

function within(name: string, value: number, min: number, max: number): void {
  if (value >= min && value <= max) return;
  throw new RangeError(`${name} must be from ${min} to ${max}, not ${value}.`);
}

function wholeWithin(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value)) throw new RangeError(`${name} must be a whole number.`);
  within(name, value, min, max);
}

/** The video's size in pixels: even numbers, since 4:2:0 halves the colour in both directions. */
export function videoSize(
  frame: Pick<UsableFrame, 'width' | 'height'>,
  asked: { width?: number; height?: number },
): { width: number; height: number } {
  const { width: w, height: h } = asked;
  const width = w ?? (h === undefined ? frame.width : (frame.width * h) / frame.height);
  const height = h ?? (w === undefined ? frame.height : (frame.height * w) / frame.width);
  return { width: even(width), height: even(height) };
}

function even(pixels: number): number {
  // The small addend forgives a quotient such as 719.9999999.
  return Math.max(2, Math.floor((pixels + 1e-6) / 2) * 2);
}

/** Arguments that encode `%08d.jpg` of the working folder, numbered from 0, to `output`. */
export function encodeArguments(
  options: RenderOptions,
  size: { width: number; height: number },
  output: string,
): string[] {
  const { width, height } = size;
  const threads = String(options.threads ?? 2);
  return [
    ...['-nostats', '-progress', 'pipe:1', '-threads', '1', '-noautorotate'],
    // The rate belongs before -i: after it ffmpeg reads at 25 and drops or repeats frames.
    ...['-framerate', String(options.fps), '-f', 'image2', '-start_number', '0'],
    ...['-i', '%08d.jpg'],
    // JPEG is full-range BT.601; players take anything of HD size for limited-range BT.709.
    '-vf',
    `scale=${width}:${height}:flags=bicubic:in_range=full:out_range=tv` +
      ':in_color_matrix=bt601:out_color_matrix=bt709,setsar=1,format=yuv420p',
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-color_range', 'tv', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'],
    ...['-preset', options.preset ?? 'veryfast', '-crf', String(options.quality ?? 23)],
    // Each frame looked ahead is held uncompressed: 18 MB of them at 12 megapixels.
    ...['-threads', threads, '-x264-params', 'rc-lookahead=10:sync-lookahead=0'],
    // A key frame every two seconds, so that scrubbing and cutting are quick.
    ...['-g', String(Math.max(1, Math.round(options.fps * 2)))],
    ...['-movflags', '+faststart', '-f', 'mp4', '-y', `file:${output}`],
  ];
}
