import type { Camera } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { Eye, Square } from 'lucide-react';
import { isOpen, outcomeOf } from '../commands/command-words.ts';
import { Button, Refusal } from '../elements/form.tsx';
import { useNow } from '../freshness/use-now.ts';
import { livePictureQuery, type LivePicture } from '../live/looks.ts';
import { liveStateOf, liveText, type LiveState } from './live-state.ts';
import { useLook } from './use-look.ts';

const seconds = 120;
const intervalSeconds = 2;

/** What the camera sees now, in small pictures, for as long as somebody looks and two minutes at most. */
export function LiveView({ camera }: { camera: Camera }) {
  const look = useLook(camera, { type: 'live_view', endsHidden: true });
  const newest = useQuery(livePictureQuery(camera.id)).data;
  const now = useNow();
  const picture = newest && newest.receivedAt >= look.startedAt ? newest : null;
  const { command, commandId, isEnded } = look;
  const isRefused = command !== undefined && !isOpen(command) && command.state !== 'succeeded';
  const state = liveStateOf({
    isBegun: commandId !== null,
    isEnded,
    isRefused,
    endsAt: look.endsAt,
    picture,
    intervalMs: intervalSeconds * 1_000,
    nowMs: now,
  });
  const isOn = state === 'waiting' || state === 'live' || state === 'stalled';
  return (
    <div className="space-y-3">
      {commandId === null ? null : <Screen camera={camera} picture={picture} state={state} />}
      <p role="status" className="text-sm text-ink-soft">
        {isRefused
          ? outcomeOf(command)
          : liveText(state, { picture, nowMs: now, endsAt: look.endsAt })}
      </p>
      <Refusal error={look.error} />
      {isOn ? (
        <Button onClick={look.end}>
          <Square aria-hidden className="size-4" /> Stop the live view
        </Button>
      ) : (
        <Button
          tone="primary"
          disabled={look.isPending}
          onClick={() => look.begin({ seconds, interval_seconds: intervalSeconds })}
        >
          <Eye aria-hidden className="size-4" />
          {commandId === null ? 'Start the live view' : 'Go on'}
        </Button>
      )}
    </div>
  );
}

/** A picture that has stopped moving loses its colours: nobody takes it for the present. */
function Screen({
  camera,
  picture,
  state,
}: {
  camera: Camera;
  picture: LivePicture | null;
  state: LiveState;
}) {
  if (!picture) {
    return (
      <p className="grid aspect-video w-full place-items-center rounded-xl bg-sunken text-sm text-ink-soft">
        {state === 'waiting' ? 'The first picture is on its way' : 'No picture came'}
      </p>
    );
  }
  const isLive = state === 'live';
  return (
    <div className="relative overflow-hidden rounded-xl">
      <img
        src={picture.url}
        alt={`${isLive ? 'Live view' : 'Last picture of the live view'} of ${camera.name}`}
        className={`aspect-video w-full bg-sunken object-contain ${isLive ? '' : 'opacity-70 grayscale'}`}
      />
      <span className="absolute top-3 left-3 flex items-center gap-1.5 rounded-full bg-black/70 px-3 py-1 text-xs font-medium text-white">
        <span
          aria-hidden
          className={`size-2 rounded-full ${isLive ? 'animate-pulse bg-emerald-400' : 'bg-amber-400'}`}
        />
        {isLive ? 'Live' : state === 'stalled' ? 'Stalled' : 'Over'}
      </span>
    </div>
  );
}
