import { idFromUuid, streamEventTypes } from '@eyrie/contracts';
import type { NewStreamEvent } from '../event-log/index.ts';
import type { ChangedCommand } from './commands.repository.ts';

const final: ReadonlySet<string> = new Set(['succeeded', 'failed', 'expired', 'refused']);

/** What the stream tells of changed commands. Results come before telemetry where a client is slow. */
export function commandEvents(changed: readonly ChangedCommand[]): NewStreamEvent[] {
  return changed.map(({ id, siteId, deviceId, type, state, percent, message }) => ({
    type: streamEventTypes.commandChanged,
    siteId,
    deviceId,
    priority: final.has(state) ? 'high' : 'normal',
    data: { command_id: idFromUuid('command', id), type, state, percent, message },
  }));
}
