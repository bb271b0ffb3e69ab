import { describe, expect, it } from '@jest/globals';
import type { Figure } from './figure.ts';
import { jsonLine, markdownTable, textTable } from './report.ts';

const measured: Figure = {
  id: 'writes-64',
  unit: '1/s',
  ours: 12_000,
  peer: 'etcd',
  theirs: 6_000,
  ratio: 2,
  spread: [1.9, 2.1],
  goal: '≥ 2',
  met: true,
};
const unmeasured: Figure = {
  ...measured,
  id: 'reads-64',
  ours: null,
  theirs: null,
  ratio: null,
  spread: null,
  met: null,
  reason: 'There are no reads yet.',
};

describe('a report', () => {
  it('shows each figure with its verdict, and why something is missing', () => {
    const lines = textTable([measured, { ...unmeasured, parts: { p99: unmeasured } }]).split('\n');
    expect(lines[2]).toMatch(/^writes-64 +1\/s +12,000 +etcd +6,000 +2 \(1\.9…2\.1\) +≥ 2 +✓/);
    expect(lines[3]).toMatch(/^reads-64 +1\/s +– +etcd +– +– +≥ 2 +–/);
    expect(lines.at(-1)).toBe('  reads-64, reads-64/p99: There are no reads yet.');
  });

  it('shows a missed goal as missed', () => {
    expect(textTable([{ ...measured, met: false }])).toContain('✗');
  });

  it('is one line of JSON with the nulls in it', () => {
    const line = jsonLine('raft', [measured, unmeasured], false);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toEqual({ bench: 'raft', figures: [measured, unmeasured] });
    expect(line).toContain('"theirs":null');
  });

  it('is a Markdown table with as many cells in each row', () => {
    const title = 'writes per second';
    const spec = { id: 'writes-64', title, unit: '1/s', peer: 'etcd', goal: '≥ 2' };
    const lines = markdownTable([measured], [spec]).split('\n');
    const cells = lines.slice(0, 3).map((line) => line.split('|').length);
    expect(new Set(cells).size).toBe(1);
    expect(lines).toContain('- **writes-64**: writes per second');
  });
});
