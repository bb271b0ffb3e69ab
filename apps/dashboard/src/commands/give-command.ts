import { commandSchema, type Camera, type Command, type CommandType } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asJson, ask } from '../api/http.ts';

interface Wish {
  readonly type: CommandType;
  readonly parameters?: object;
}

function give(deviceId: string, command: Wish, init: RequestInit = {}): Promise<Command> {
  const body = asJson('POST', command);
  // A click is one command, however often the browser sends it.
  const headers = new Headers(body.headers);
  headers.set('idempotency-key', crypto.randomUUID());
  const path = `/v1/devices/${deviceId}/commands`;
  return ask(path, commandSchema, { ...body, ...init, headers });
}

/**
 * Ends whatever look through a camera there is. Goes out even when the page does; where it does not arrive
 * the look ends by itself.
 */
export function endLook(camera: Pick<Camera, 'id' | 'device_id'>): void {
  const wish = { type: 'end_view', parameters: { camera_id: camera.id } } as const;
  give(camera.device_id, wish, { keepalive: true }).catch(() => undefined);
}

/** Gives commands to one device. */
export function useGiveCommand(deviceId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (command: Wish) => give(deviceId, command),
    onSettled: () => cache.invalidateQueries({ queryKey: ['commands', deviceId] }),
  });
}
