import { existsSync } from 'node:fs';
import { CameraError } from '../camera.errors.ts';
import type { AllowedNetworks } from '../network/allowed-networks.ts';
import type { FfmpegCameraParts } from './ffmpeg-camera.ts';
import { rtspInput, v4l2Input } from './ffmpeg-input.ts';
import type { RtspOptions, V4l2Options } from './options.ts';

/** USB cameras expose their first pictures for another light. */
const settleFramesDefault = 8;

export function v4l2Parts(options: V4l2Options): FfmpegCameraParts {
  const { device, width, height, settleFrames = settleFramesDefault, keepOpen = false } = options;
  if (!/^\/dev\/[\w.:/-]+$/.test(device) || device.includes('..')) {
    throw new RangeError(`${device} is no device such as /dev/video0.`);
  }
  return {
    driver: 'v4l2',
    model: `Video device ${device}`,
    size: { width, height },
    input: () => {
      if (existsSync(device)) return Promise.resolve(v4l2Input(options));
      return Promise.reject(new CameraError('unplugged', `There is no ${device}.`));
    },
    settleFrames,
    keepOpen,
    secrets: [],
  };
}

export function rtspParts(options: RtspOptions, networks: AllowedNetworks): FfmpegCameraParts {
  const { url, password, keepOpen = false } = options;
  const { host, hostname, protocol } = new URL(url);
  if (protocol !== 'rtsp:') throw new RangeError('The URL of an RTSP camera begins with rtsp://.');
  return {
    driver: 'rtsp',
    model: `Camera at ${host}`,
    size: null,
    input: async () => rtspInput(options, await networks.addressOf(hostname)),
    settleFrames: 0,
    keepOpen,
    secrets:
      password === undefined || password === '' ? [] : [password, encodeURIComponent(password)],
  };
}
