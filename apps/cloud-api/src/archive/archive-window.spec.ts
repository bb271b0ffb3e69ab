import { describe, expect, it } from '@jest/globals';
import { requireRestorable, restorableUntil } from './archive-window.ts';
import { RestoreTimeOver } from './archive.errors.ts';

describe('the time in which something may be taken back', () => {
  const archivedAt = new Date('2026-06-01T12:00:00.000Z');

  it('is thirty days', () => {
    expect(restorableUntil(archivedAt).toISOString()).toBe('2026-07-01T12:00:00.000Z');
  });

  it('is over with its last instant, not before', () => {
    expect(() => requireRestorable(archivedAt, new Date('2026-07-01T11:59:59.999Z'))).not.toThrow();
    expect(() => requireRestorable(archivedAt, new Date('2026-07-01T12:00:00.000Z'))).toThrow(
      RestoreTimeOver,
    );
  });
});
