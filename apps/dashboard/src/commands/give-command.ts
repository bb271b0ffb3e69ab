import { commandSchema, type Command, type CommandType } from '@eyrie/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { asJson, ask } from '../api/http.ts';

/** Gives commands to one device. */
export function useGiveCommand(deviceId: string) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (command: { type: CommandType; parameters?: object }): Promise<Command> => {
      const init = asJson('POST', command);
      // A click is one command, however often the browser sends it.
      const headers = new Headers(init.headers);
      headers.set('idempotency-key', crypto.randomUUID());
      return ask(`/v1/devices/${deviceId}/commands`, commandSchema, { ...init, headers });
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ['commands', deviceId] }),
  });
}
