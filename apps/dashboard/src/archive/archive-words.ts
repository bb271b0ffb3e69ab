import type { Archival } from '@eyrie/contracts';
import { formatBytes } from '../elements/bytes.ts';

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** What would go, and what stays, in sentences: what a person agrees to. */
export function archivalText(archival: Archival): string[] {
  const { devices_total, cameras_total, frames_total, timelapses_total, media_bytes } = archival;
  const stops =
    cameras_total === 0 ? 'No camera stops.' : `${counted(cameras_total, 'camera')} would stop.`;
  return [
    ...(devices_total === 0
      ? []
      : [
          `${counted(devices_total, 'device')} would be decommissioned: let in no more, for good. That cannot be taken back.`,
        ]),
    stops,
    frames_total + timelapses_total === 0
      ? 'There are no pictures of it.'
      : `${counted(frames_total, 'frame')} and ${counted(timelapses_total, 'timelapse')} (${formatBytes(media_bytes)}) stay readable, for as long as the organisation keeps them.`,
  ];
}
