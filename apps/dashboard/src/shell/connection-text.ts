import type { StreamState } from '@eyrie/realtime';

const ways = {
  sse: 'Live',
  websocket: 'WebSocket',
  'long-poll': 'Polling',
} as const satisfies Record<StreamState['transport'], string>;

/** "Live · 12 ms", "Polling · 40 ms", "No news since 14:02", "Offline since 14:02". */
export function connectionText(live: StreamState | null): string {
  switch (live?.state) {
    case 'live': {
      const way = ways[live.transport];
      return live.latencyMs === null ? way : `${way} · ${Math.round(live.latencyMs)} ms`;
    }
    case 'quiet':
      return `No news since ${clock(live.since)}`;
    case 'offline':
      return `Offline since ${clock(live.since)}`;
    case 'connecting':
    case undefined:
      return 'Connecting…';
  }
}

function clock(atMs: number): string {
  return new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
