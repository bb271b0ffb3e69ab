import { completeProfile } from './capture-profile.ts';
import type { CameraConfiguration } from './camera-configuration.ts';

/** Exposures as programs of their own, each with its start; the simulated sky has nothing to start. */
const shotMs = { rpicam: 2_500, 'simulated-sky': 300 } as const;
/** Of a Pi Zero 2 W, per million pixels of one exposure, to fuse them. */
const fusionMsPerMegapixel = 2_500;

type Bracketed = Pick<CameraConfiguration, 'driver' | 'schedules' | 'profile'>;

/**
 * Why a camera cannot take the bracket that its profile asks for; null where it can, or none is asked for.
 * A bracket that does not fit would miss every second slot, and say only that the camera was busy.
 */
export function whyNoBracket({ driver, schedules, profile }: Bracketed): string | null {
  const bracket = profile ? completeProfile(profile).exposure.bracket : null;
  if (!bracket) return null;
  if (driver.type !== 'rpicam' && driver.type !== 'simulated-sky') {
    return `A camera of the kind ${driver.type} is not exposed by us: it takes no bracket.`;
  }
  const megapixels = (driver.widthPx * driver.heightPx) / 1e6;
  const ms = bracket.shots * (shotMs[driver.type] + megapixels * fusionMsPerMegapixel);
  const seconds = Math.ceil(ms / 1000);
  for (const schedule of schedules) {
    if (!schedule.enabled || schedule.type === 'cron') continue;
    if (schedule.intervalSeconds < seconds) {
      return (
        `A bracket of ${bracket.shots} exposures takes ${seconds} s at this size, and the schedule ` +
        `"${schedule.name}" wants a frame every ${schedule.intervalSeconds} s.`
      );
    }
  }
  return null;
}
