import { useIsFetching } from '@tanstack/react-query';
import { Radio, RadioTower, WifiOff } from 'lucide-react';
import { useLiveState } from '../live/live-stream.tsx';
import { connectionText } from './connection-text.ts';

const tones = {
  live: 'bg-good-ground text-good',
  connecting: 'bg-late-ground text-late',
  quiet: 'bg-late-ground text-late',
  offline: 'bg-bad-ground text-bad',
};
const icons = { live: Radio, connecting: RadioTower, quiet: RadioTower, offline: WifiOff };

/** How this page gets its news now: transport, latency, and since when it has been without. */
export function ConnectionPill() {
  const live = useLiveState();
  const fetching = useIsFetching() > 0;
  const state = live?.state ?? 'connecting';
  const Icon = icons[state];
  // A phone has room for the name of the organisation, or for this.
  const [way, latency] = connectionText(live).split(' · ');
  return (
    <span
      role="status"
      title={live?.reason ?? undefined}
      className={`numbers inline-flex h-8 items-center gap-1.5 rounded-full px-3 text-xs font-medium whitespace-nowrap ${tones[state]}`}
    >
      <Icon aria-hidden className={`size-3.5 ${fetching ? 'animate-pulse' : ''}`} />
      {way}
      {latency === undefined ? null : <span className="max-sm:hidden">· {latency}</span>}
    </span>
  );
}
