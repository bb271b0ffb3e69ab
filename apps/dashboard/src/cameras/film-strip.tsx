import type { Frame } from '@eyrie/contracts';
import { useEffect, useRef } from 'react';

interface FilmStripProps {
  frames: Frame[];
  selectedId: string | null;
  onSelect: (frame: Frame) => void;
}

/** Recent frames, newest first, to look back through by click or arrow keys. */
export function FilmStrip({ frames, selectedId, onSelect }: FilmStripProps) {
  const selected = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    selected.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selectedId]);
  const step = (by: number) => {
    const at = frames.findIndex((frame) => frame.id === selectedId);
    const next = frames[Math.min(Math.max(at + by, 0), frames.length - 1)];
    if (next) onSelect(next);
  };
  return (
    <div
      role="listbox"
      aria-label="Recent frames"
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowRight' && event.key !== 'ArrowLeft') return;
        event.preventDefault();
        step(event.key === 'ArrowRight' ? 1 : -1);
      }}
      className="flex snap-x gap-2 overflow-x-auto rounded-xl pb-2"
    >
      {frames.map((frame) => (
        <button
          key={frame.id}
          ref={frame.id === selectedId ? selected : null}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={frame.id === selectedId}
          onClick={() => onSelect(frame)}
          className="relative shrink-0 snap-start overflow-hidden rounded-lg border-2 border-transparent aria-selected:border-accent"
        >
          {frame.thumbnail_url ? (
            <img
              src={frame.thumbnail_url}
              alt=""
              loading="lazy"
              className="h-18 w-32 bg-sunken object-cover"
            />
          ) : (
            <span className="block h-18 w-32 animate-pulse bg-sunken" />
          )}
          <span className="numbers absolute right-1 bottom-1 rounded bg-black/65 px-1.5 text-[11px] text-white">
            {timeOf(frame.scene_at ?? frame.captured_at)}
          </span>
        </button>
      ))}
    </div>
  );
}

function timeOf(instant: string): string {
  return new Date(instant).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
