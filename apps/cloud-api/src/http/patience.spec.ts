import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Patience } from './patience.ts';

class Line extends EventEmitter {
  isRead = true;
  pause(): void {
    this.isRead = false;
  }
  resume(): void {
    this.isRead = true;
  }
}

describe('connections that are refused on and on', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const refuse = (patience: Patience, line: Line, times: number): void => {
    for (let count = 0; count < times; count += 1) {
      const response = new EventEmitter();
      patience.try(line as unknown as Socket, response as unknown as ServerResponse);
      response.emit('close');
    }
  };

  it('are not read again in one moment, though they were refused in one', () => {
    let drawn = 0;
    const patience = new Patience(() => (drawn++ % 10) / 10);
    const lines = Array.from({ length: 10 }, () => new Line());
    for (const line of lines) refuse(patience, line, 60);
    expect(lines.filter(({ isRead }) => isRead)).toEqual([]);
    const readAt = new Set<number>();
    for (let at = 1; at <= 300; at += 1) {
      const before = lines.filter(({ isRead }) => isRead).length;
      jest.advanceTimersByTime(1);
      if (lines.filter(({ isRead }) => isRead).length > before) readAt.add(at);
    }
    // None before the half of its pause, all by the whole of it, and each on its own.
    expect(lines.every(({ isRead }) => isRead)).toBe(true);
    expect(readAt.size).toBe(10);
    expect(Math.min(...readAt)).toBeGreaterThanOrEqual(52);
  });
});
