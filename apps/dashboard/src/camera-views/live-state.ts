import { formatAge } from '../freshness/age.ts';
import type { LivePicture } from '../live/looks.ts';

/** waiting: no picture yet; stalled: none for longer than two may be lost; over: it has ended by itself. */
export type LiveState = 'off' | 'waiting' | 'live' | 'stalled' | 'ended' | 'over' | 'refused';

interface Known {
  readonly isBegun: boolean;
  readonly isEnded: boolean;
  readonly isRefused: boolean;
  /** When it is over by itself, ms. */
  readonly endsAt: number;
  readonly picture: LivePicture | null;
  readonly intervalMs: number;
  readonly nowMs: number;
}

/** Two pictures may be lost on a bad link before anybody worries. */
const lostMax = 3;

/** What a live view may claim. By this browser's clock alone: the device's may be wrong. */
export function liveStateOf(known: Known): LiveState {
  const { isBegun, isEnded, isRefused, endsAt, picture, intervalMs, nowMs } = known;
  if (!isBegun) return 'off';
  if (isRefused) return 'refused';
  if (isEnded) return 'ended';
  if (nowMs > endsAt) return 'over';
  if (!picture) return 'waiting';
  return nowMs - picture.receivedAt > lostMax * intervalMs + 1_000 ? 'stalled' : 'live';
}

/** How old a picture is: by when it was taken, or by when it came where the clocks disagree. */
export function pictureAgeMs({ takenAt, receivedAt }: LivePicture, nowMs: number): number {
  const travelMs = receivedAt - Date.parse(takenAt);
  const isBelievable = travelMs >= 0 && travelMs < 60_000;
  return Math.max(0, nowMs - (isBelievable ? receivedAt - travelMs : receivedAt));
}

export function liveText(
  state: LiveState,
  { picture, nowMs, endsAt }: Pick<Known, 'picture' | 'nowMs' | 'endsAt'>,
): string {
  const age = picture ? formatAge(pictureAgeMs(picture, nowMs)) : '';
  const left = formatAge(endsAt - nowMs);
  switch (state) {
    case 'off':
      return 'Small pictures every two seconds, through the site. It ends when you leave or look away, and after two minutes.';
    case 'waiting':
      return 'Asked for; the first picture takes a few seconds.';
    case 'live':
      return `Taken ${age === 'now' ? 'just now' : `${age} ago`}. Ends by itself in ${left}.`;
    case 'stalled':
      return `It stalls: the last picture is ${age} old. It goes on by itself where the link comes back.`;
    case 'ended':
      return picture ? `Stopped. The last picture is ${age} old.` : 'Stopped.';
    case 'over':
      return picture
        ? `Over after two minutes, which keeps the link free. The last picture is ${age} old.`
        : 'Two minutes have passed, and no picture came. Is the worker online?';
    case 'refused':
      return '';
  }
}
