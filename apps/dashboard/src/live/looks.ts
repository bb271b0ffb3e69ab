import {
  focusLookSchema,
  liveViewSchema,
  type FocusLook,
  type StreamEvent,
} from '@eyrie/contracts';
import { skipToken, type QueryClient, queryOptions } from '@tanstack/react-query';

/** The newest picture of a live view. */
export interface LivePicture {
  readonly url: string;
  /** By the device's clock. */
  readonly takenAt: string;
  /** By this browser's clock, ms: what says whether it stalls, whatever clocks there are. */
  readonly receivedAt: number;
}

/** The looks of one use of the focus helper, in their order, and the newest picture among them. */
export interface FocusLooks {
  readonly commandId: string;
  readonly points: readonly Omit<FocusLook, 'command_id' | 'jpeg'>[];
  readonly picture: { readonly url: string; readonly takenAt: string } | null;
}

/** Nobody can be asked for these: they are there once an event has brought them. */
export const livePictureQuery = (cameraId: string) =>
  queryOptions<LivePicture>({ queryKey: ['live-picture', cameraId], queryFn: skipToken });
export const focusLooksQuery = (cameraId: string) =>
  queryOptions<FocusLooks>({ queryKey: ['focus-looks', cameraId], queryFn: skipToken });

export function putLivePicture(cache: QueryClient, event: StreamEvent, nowMs: number): void {
  const view = liveViewSchema.safeParse(event.data).data;
  if (!view || event.camera_id === null) return;
  const { queryKey } = livePictureQuery(event.camera_id);
  cache.setQueryData(queryKey, (known) =>
    known && known.takenAt > view.taken_at
      ? known
      : { url: urlOf(view.jpeg), takenAt: view.taken_at, receivedAt: nowMs },
  );
}

export function putFocusLook(cache: QueryClient, event: StreamEvent): void {
  const look = focusLookSchema.safeParse(event.data).data;
  if (!look || event.camera_id === null) return;
  const { queryKey } = focusLooksQuery(event.camera_id);
  cache.setQueryData(queryKey, (known) => withLook(known, look));
}

/** A look of another command begins a curve of its own. */
export function withLook(known: FocusLooks | undefined, look: FocusLook): FocusLooks {
  const { command_id: commandId, jpeg, ...point } = look;
  const before = known?.commandId === commandId ? known : null;
  const points = before?.points ?? [];
  if (before && points.some(({ taken_at }) => taken_at === point.taken_at)) return before;
  const isNewest = (points.at(-1)?.taken_at ?? '') < point.taken_at;
  const picture =
    jpeg !== null && isNewest
      ? { url: urlOf(jpeg), takenAt: point.taken_at }
      : (before?.picture ?? null);
  const sorted = [...points, point].sort((a, b) => a.taken_at.localeCompare(b.taken_at));
  return { commandId, points: sorted, picture };
}

const urlOf = (jpeg: string): string => `data:image/jpeg;base64,${jpeg}`;
