import type { CaptureControls, Denoise } from '../capture-controls.ts';
import { colourGainsOf } from '../colour-temperature.ts';
import type { RpicamOptions } from './options.ts';

/** Where the program puts what it takes, relative to the folder it runs in. */
export interface RpicamOutput {
  readonly image: string;
  readonly metadata: string;
}

/** What an automatic focus gets before a single frame. */
const focusMs = 2_500;

/**
 * One frame and out. Without `--immediate` the program shows a preview first, for five seconds unless
 * told otherwise; but only in a preview can it look for the focus.
 */
export function oneShotArguments(
  options: RpicamOptions,
  controls: CaptureControls,
  output: RpicamOutput,
): string[] {
  const isFocusing = controls.focus?.mode === 'auto';
  const start = isFocusing
    ? ['--timeout', `${focusMs}ms`, '--autofocus-on-capture']
    : ['--immediate'];
  return [...start, ...everyArguments(options, controls, output)];
}

/**
 * Stays, and takes a frame at each SIGUSR1. `--zsl` spares the switch of modes at each of them, which
 * costs time and, after thousands, contiguous memory; a timeout of 0 is for ever.
 */
export function keptOpenArguments(
  options: RpicamOptions,
  controls: CaptureControls,
  output: RpicamOutput,
): string[] {
  return ['--signal', '--zsl', '--timeout', '0', ...everyArguments(options, controls, output)];
}

function everyArguments(
  options: RpicamOptions,
  controls: CaptureControls,
  { image, metadata }: RpicamOutput,
): string[] {
  const { camera, width, height, quality, rotationDeg, tuningFile, flickerPeriodUs } = options;
  return [
    ...['--nopreview', '--thumb', 'none', '--encoding', 'jpg', '--camera', String(camera)],
    ...['--width', String(width), '--height', String(height)],
    ...(quality === undefined ? [] : ['--quality', String(quality)]),
    ...(rotationDeg === 180 ? ['--rotation', '180'] : []),
    ...(tuningFile === undefined ? [] : ['--tuning-file', tuningFile]),
    ...(flickerPeriodUs === undefined ? [] : ['--flicker-period', `${flickerPeriodUs}us`]),
    ...controlArguments(controls),
    ...['--metadata', metadata, '--metadata-format', 'json', '--output', image],
  ];
}

function controlArguments(controls: CaptureControls): string[] {
  const { shutterUs, gain, ev, metering, sharpness, contrast, saturation, hdr } = controls;
  return [
    ...(shutterUs === undefined ? [] : ['--shutter', `${Math.max(1, Math.round(shutterUs))}us`]),
    ...(gain === undefined ? [] : ['--gain', decimal(gain)]),
    ...whiteBalanceArguments(controls),
    ...(ev === undefined ? [] : ['--ev', decimal(ev)]),
    ...(metering === undefined ? [] : ['--metering', metering]),
    ...(sharpness === undefined ? [] : ['--sharpness', decimal(sharpness)]),
    ...(contrast === undefined ? [] : ['--contrast', decimal(contrast)]),
    ...(saturation === undefined ? [] : ['--saturation', decimal(saturation)]),
    // Named in any case: left to itself the program takes another one for a frame of its own than
    // for one out of a running camera, and a video would flicker between the two.
    ...['--denoise', denoiseWords[controls.denoise ?? 'fast']],
    ...focusArguments(controls),
    ...(hdr === true ? ['--hdr', 'auto'] : []),
  ];
}

const denoiseWords: Readonly<Record<Denoise, string>> = {
  off: 'cdn_off',
  fast: 'cdn_fast',
  high: 'cdn_hq',
};

/** Gains and not the program's words for kinds of light: those only bound its automatic. */
function whiteBalanceArguments({ colourGains, colourTemperatureK }: CaptureControls): string[] {
  const gains =
    colourGains ??
    (colourTemperatureK === undefined ? undefined : colourGainsOf(colourTemperatureK));
  return gains === undefined ? [] : ['--awbgains', gains.map(decimal).join(',')];
}

function focusArguments({ focus }: CaptureControls): string[] {
  switch (focus?.mode) {
    case undefined:
      return [];
    case 'auto':
      return ['--autofocus-mode', 'auto'];
    case 'manual':
      // The program knows "default", which is the hyperfocal distance of the tuning file.
      return [
        ...['--autofocus-mode', 'manual', '--lens-position'],
        focus.lensPosition === undefined ? 'default' : decimal(focus.lensPosition),
      ];
  }
}

function decimal(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}
