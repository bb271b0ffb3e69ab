import { type LongOperation, streamEventTypes } from '@eyrie/contracts';
import type { NewStreamEvent } from '../event-log/index.ts';

/** What the stream tells of an operation. What came of it is asked for, with the caller's rights. */
export function operationEvent(operation: LongOperation): NewStreamEvent {
  const { id, kind, state, progress, done } = operation;
  return {
    type: streamEventTypes.operationChanged,
    priority: done ? 'high' : 'normal',
    data: { operation_id: id, kind, state, progress },
  };
}
