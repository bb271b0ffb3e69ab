import type { StreamState } from '@eyrie/realtime';

/** "Live · 12 ms", "Connecting…", "Offline since 14:02". */
export function connectionText(live: StreamState | null): string {
  switch (live?.state) {
    case 'live':
      return live.latencyMs === null ? 'Live' : `Live · ${Math.round(live.latencyMs)} ms`;
    case 'offline':
      return `Offline since ${new Date(live.since).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}`;
    case 'connecting':
    case undefined:
      return 'Connecting…';
  }
}
