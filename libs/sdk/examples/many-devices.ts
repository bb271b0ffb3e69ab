import type { Eyrie } from '@eyrie/sdk';

/** Restarts every worker of a site, as one operation; answers with those that could not be told. */
export async function restartWorkers(
  eyrie: Eyrie,
  siteId: string,
  say: (line: string) => void,
): Promise<string[]> {
  const devices = await eyrie.devices.list({ site_id: siteId }).toArray();
  const device_ids = devices.filter(({ role }) => role === 'worker').map(({ id }) => id);
  const { id } = await eyrie.bulk.commands({ device_ids, command: { type: 'restart' } });
  const done = await eyrie.operations.wait(id, ({ state, progress }) =>
    say(`${state}: ${progress.done} of ${progress.total ?? 'many'}`),
  );
  return done.partial_failures.map(({ item }) => item);
}
