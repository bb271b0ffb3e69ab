import { describe, expect, it } from '@jest/globals';
import type { Bench } from './bench.ts';
import { withSection } from './performance-page.ts';

const benchOf = (name: string, sentence: string): Bench => ({
  name,
  sentence,
  figures: [],
  notes: [],
  run: () => Promise.resolve(),
});
const machine = { cores: 2, processor: 'test', memoryGiB: 8, node: 'v24', platform: 'linux x64' };
const section = (name: string, sentence: string) => ({
  bench: benchOf(name, sentence),
  figures: [],
  machine,
  repeats: 3,
  date: '2026-11-21',
});

describe('the page on performance', () => {
  it('begins with how to read it, and names the machine', () => {
    const page = withSection(null, section('raft', 'First.'));
    expect(page).toMatch(/^# Performance\n/);
    expect(page).toContain('2 cores (test), 8 GiB of memory');
  });

  it('keeps the other sections, and what people wrote between them', () => {
    const first = withSection(null, section('raft', 'First.'));
    const two = withSection(`${first}\nOwn words.\n`, section('mqtt', 'Second.'));
    const three = withSection(two, section('raft', 'Third.'));
    expect(three).not.toContain('First.');
    for (const kept of ['Second.', 'Third.', 'Own words.']) expect(three).toContain(kept);
    expect(three.indexOf('Third.')).toBeLessThan(three.indexOf('Second.'));
    expect(withSection(three, section('raft', 'Third.'))).toBe(three);
  });
});
