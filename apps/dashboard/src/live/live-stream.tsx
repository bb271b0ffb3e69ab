import { openEventStream, type EventStream, type StreamState } from '@eyrie/realtime';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { applyEvent } from './apply-event.ts';

/** A tab that nobody looks at lets its connection go after so long, and takes it up when seen. */
const hiddenMs = 60_000;

const LiveContext = createContext<StreamState | null>(null);

/** The state of this tab's event stream; null before the first attempt. */
export function useLiveState(): StreamState | null {
  return useContext(LiveContext);
}

/** Follows the organisation's events for as long as it is mounted. One connection for the tab. */
export function LiveStream({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  const [state, setState] = useState<StreamState | null>(null);

  useEffect(() => {
    const stream = openEventStream({
      url: '/events',
      onEvent: (event) => applyEvent(cache, event),
      // What was missed cannot be replayed: ask again for what is on screen.
      onReset: () => void cache.invalidateQueries({ refetchType: 'active' }),
      // The same for what was dropped because this page was too slow.
      onGap: ({ dropped }) => {
        if (dropped > 0) void cache.invalidateQueries({ refetchType: 'active' });
      },
      onState: setState,
    });
    const stopWatching = pauseWhileHidden(stream);
    return () => {
      stopWatching();
      stream.close();
    };
  }, [cache]);

  return <LiveContext value={useMemo(() => state, [state])}>{children}</LiveContext>;
}

function pauseWhileHidden(stream: EventStream): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const visibility = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => stream.pause(), hiddenMs);
    else stream.resume();
  };
  const resume = () => stream.resume();
  document.addEventListener('visibilitychange', visibility);
  window.addEventListener('online', resume);
  window.addEventListener('pageshow', resume);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', visibility);
    window.removeEventListener('online', resume);
    window.removeEventListener('pageshow', resume);
  };
}
