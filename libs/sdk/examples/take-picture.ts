import type { Eyrie } from '@eyrie/sdk';

/** Has a device take pictures now, and answers with the ids of their frames. */
export async function takePicture(eyrie: Eyrie, deviceId: string, say: (line: string) => void) {
  const command = await eyrie.commands.run(
    deviceId,
    { type: 'capture', ttl_seconds: 30 },
    ({ state, message }) => say(`${state} ${message ?? ''}`),
    { signal: AbortSignal.timeout(60_000) },
  );
  if (command.state !== 'succeeded') throw new Error(command.message ?? command.state);
  return (command.result as { frame_ids: string[] }).frame_ids;
}
