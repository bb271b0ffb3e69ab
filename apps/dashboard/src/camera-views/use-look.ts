import type { Camera, Command } from '@eyrie/contracts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { commandQuery } from '../api/queries.ts';
import { isOpen } from '../commands/command-words.ts';
import { endLook, useGiveCommand } from '../commands/give-command.ts';

/** Somebody's look through a camera, from the wish to the end. */
export interface Look {
  /** Of the last one; null before the first. */
  readonly commandId: string | null;
  readonly command: Command | undefined;
  /** When it was asked for, and when it is over by itself, by this browser's clock. */
  readonly startedAt: number;
  readonly endsAt: number;
  /** It was ended here, and has not been begun again. */
  readonly isEnded: boolean;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly begin: (parameters: { seconds: number } & Record<string, unknown>) => void;
  readonly end: () => void;
}

/**
 * Begins and ends looks of one kind. Whoever leaves ends it as well, and with `endsHidden` whoever turns
 * to another tab or locks the phone: nobody pays for pictures that nobody sees.
 */
export function useLook(
  camera: Camera,
  { type, endsHidden }: { type: 'focus' | 'live_view'; endsHidden: boolean },
): Look {
  const give = useGiveCommand(camera.device_id);
  const [begun, setBegun] = useState<{ id: string; at: number; until: number } | null>(null);
  const [isEnded, setEnded] = useState(false);
  const commandId = begun?.id ?? null;
  const command = useQuery({ ...commandQuery(commandId ?? ''), enabled: commandId !== null }).data;
  const { id, device_id } = camera;
  const mayBeOn =
    begun !== null && !isEnded && !(type === 'focus' && command !== undefined && !isOpen(command));
  /** Counts the ends: a look whose word comes back after its end is ended then. */
  const ends = useRef(0);
  const end = () => {
    ends.current += 1;
    if (mayBeOn && Date.now() < begun.until) endLook({ id, device_id });
    setEnded(true);
  };
  // What leaving does is always the newest: it must not end what another wish has begun since.
  const leaving = useRef(end);
  useEffect(() => {
    leaving.current = end;
  });
  useEffect(() => {
    const leave = () => leaving.current();
    const whenHidden = () => {
      if (endsHidden && document.visibilityState === 'hidden') leave();
    };
    document.addEventListener('visibilitychange', whenHidden);
    window.addEventListener('pagehide', leave);
    return () => {
      document.removeEventListener('visibilitychange', whenHidden);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [endsHidden]);
  return {
    commandId,
    command,
    startedAt: begun?.at ?? 0,
    endsAt: begun?.until ?? 0,
    isEnded,
    error: give.error,
    isPending: give.isPending,
    begin: (parameters) => {
      const at = Date.now();
      const before = ends.current;
      give.mutateAsync({ type, parameters: { camera_id: id, ...parameters } }).then(
        (given) => {
          // Whoever was quicker than the cloud has left, and nobody sees what was asked for.
          if (ends.current !== before) endLook({ id, device_id });
          setBegun({ id: given.id, at, until: at + parameters.seconds * 1_000 });
          setEnded(ends.current !== before);
        },
        () => undefined, // It is told by `error`.
      );
    },
    end,
  };
}
