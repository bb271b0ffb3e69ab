import type { RetentionPolicy } from '@eyrie/contracts';
import type { Configuration } from '../configuration.ts';

/** For organisations that have not decided otherwise. */
export function defaultPolicy({
  mediaBytesMax,
}: Pick<Configuration, 'mediaBytesMax'>): RetentionPolicy {
  return {
    frame_days: 365,
    telemetry_days: 90,
    event_days: 7,
    timelapse_days: null,
    command_days: 90,
    refused_days: 30,
    media_bytes_max: mediaBytesMax,
  };
}
