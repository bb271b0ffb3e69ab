import type { DeviceEvents } from '../records/device-events.ts';
import type { WorkerContext } from '../worker-context.ts';
import type { CardStatus } from './card.ts';

/** Says that the disk is not well, and what that means for what is captured now; and when it is over. */
export async function tellOfCard(
  { state, reason }: CardStatus,
  { memoryBytes }: Pick<WorkerContext, 'memoryBytes'>,
  events: DeviceEvents,
): Promise<void> {
  if (state === 'well') {
    const data = { code: 'card.well', message: 'The disk is well again and has everything.' };
    await events.emit({ type: 'system.status', priority: 'high', data });
    return;
  }
  const data = {
    code: `card.${state}`,
    reason,
    message:
      'Pictures and records are kept in memory until the cloud has them or the disk is well. ' +
      'A power cut loses them, and when memory is full the oldest go.',
    memory_bytes: memoryBytes,
  };
  const type = state === 'full' ? 'storage.warning' : 'system.error';
  await events.emit({ type, priority: 'critical', data });
}
