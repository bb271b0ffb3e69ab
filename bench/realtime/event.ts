import { randomUUID } from 'node:crypto';

/** An event of ordinary size (about 300 bytes) that carries the moment it was made. */
export function streamEvent(atMs: number) {
  return {
    id: randomUUID(),
    type: 'resource.update',
    timestamp: new Date(atMs).toISOString(),
    site_id: null,
    device_id: null,
    camera_id: null,
    sequence_number: 0,
    data: { at: atMs, cpu_percent: 12.5, memory_used_bytes: 123_456_789, temperature_c: 51.2 },
    priority: 'normal',
  };
}
