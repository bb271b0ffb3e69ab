/** What both sides encode with: the library's defaults, written out for the bare run. */
export const settings = { fps: 24, crf: 23, preset: 'veryfast', threads: 2 } as const;

/** One bare ffmpeg run over a numbered folder: the same encoder settings, and nothing else. */
export function bareArguments(folder: string, output: string): string[] {
  const { fps, crf, preset, threads } = settings;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1'],
    ...['-framerate', String(fps), '-f', 'image2', '-start_number', '0'],
    ...['-i', `${folder}/%08d.jpg`],
    '-vf',
    'scale=flags=bicubic:in_range=full:out_range=tv' +
      ':in_color_matrix=bt601:out_color_matrix=bt709,setsar=1,format=yuv420p',
    ...['-c:v', 'libx264', '-preset', preset, '-crf', String(crf), '-threads', String(threads)],
    ...['-x264-params', 'rc-lookahead=10:sync-lookahead=0', '-g', String(fps * 2)],
    ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
    ...['-color_range', 'tv', '-movflags', '+faststart', '-f', 'mp4', '-y', output],
  ];
}

/** Compares a video with the frames it was made of, by ffmpeg's ssim filter. */
export function similarityArguments(video: string, folder: string): string[] {
  const toVideo =
    'scale=in_range=full:out_range=tv:in_color_matrix=bt601:out_color_matrix=bt709,format=yuv420p';
  return [
    ...['-hide_banner', '-nostdin', '-i', video],
    ...['-framerate', String(settings.fps), '-start_number', '0', '-i', `${folder}/%08d.jpg`],
    ...['-lavfi', `[1:v]${toVideo}[frames];[0:v][frames]ssim`, '-f', 'null', '-'],
  ];
}

/** The overall SSIM, 0 to 1, in what ffmpeg prints. @throws Error where there is none. */
export function parseSimilarity(printed: string): number {
  const all = /SSIM .*\bAll:([\d.]+)/.exec(printed)?.[1];
  if (all === undefined) throw new Error(`ffmpeg gave no SSIM: ${printed.slice(-500)}`);
  return Number(all);
}
