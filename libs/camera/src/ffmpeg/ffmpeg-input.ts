import type { RtspOptions, V4l2Options } from './options.ts';

/** How ffmpeg is told to give a stream of JPEGs on its standard output. */
export interface FfmpegInput {
  readonly args: readonly string[];
  /** By standard input, where no list of processes shows it. */
  readonly input?: string | undefined;
}

const quiet = ['-hide_banner', '-loglevel', 'warning'];
const toPipe = ['-f', 'image2pipe', 'pipe:1'];
/** Best but for what nobody sees; ffmpeg's own default is made for video. */
const goodJpeg = ['-c:v', 'mjpeg', '-q:v', '2', '-huffman', 'default', '-fps_mode', 'passthrough'];

export function v4l2Input({ device, width, height, format }: V4l2Options): FfmpegInput {
  // The camera's own bytes are left as they are; what cameras leave out of each picture is put in.
  const output = format === 'mjpeg' ? ['-c:v', 'copy', '-bsf:v', 'mjpeg2jpeg'] : goodJpeg;
  return {
    args: [
      ...[...quiet, '-nostdin', '-f', 'v4l2', '-input_format', format],
      ...['-video_size', `${width}x${height}`, '-i', device],
      ...['-an', ...output, ...toPipe],
    ],
  };
}

/** Two pictures a second are enough to choose from, and spare the processor. */
const rtspPictureSeconds = 0.4;
/** Not the filter fps: that holds each picture back until the next, and repeats the last at the end. */
const thinOut = `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${rtspPictureSeconds})'`;

/**
 * The address, with user and password in it, goes by standard input as a list of one entry, and not
 * into the arguments, which every process of the machine can read. `address` is what the name in the
 * URL was found to be, so that ffmpeg asks nobody once more.
 */
export function rtspInput({ url, user, password }: RtspOptions, address: string): FfmpegInput {
  const target = new URL(url);
  target.hostname = address.includes(':') ? `[${address}]` : address;
  if (user !== undefined) target.username = encodeURIComponent(user);
  if (password !== undefined) target.password = encodeURIComponent(password);
  return {
    args: [
      ...[...quiet, '-f', 'concat', '-safe', '0', '-protocol_whitelist', 'pipe,tcp,rtp,rtsp'],
      ...['-i', 'pipe:0', '-map', '0:v:0', '-an', '-vf', thinOut],
      ...[...goodJpeg, ...toPipe],
    ],
    input: [
      'ffconcat version 1.0',
      `file '${target.href.replaceAll("'", '%27')}'`,
      'option rtsp_transport tcp',
      'option analyzeduration 1000000',
      '',
    ].join('\n'),
  };
}
