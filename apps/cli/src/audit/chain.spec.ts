import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  auditChainStart,
  auditChainText,
  type AuditEntry,
  type AuditHead,
  canonicalJson,
} from '@eyrie/contracts';
import { AuditChain, type BrokenLink, type Checkpoint } from './chain.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function chainOf(count: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let sequence = 1; sequence <= count; sequence += 1) {
    const after = { name: `camera ${sequence}`, exposure: { gain: 1.5, ev: null } };
    const unhashed = {
      organisation_id: 'org_1',
      sequence,
      at: new Date(1_800_000_000_000 + sequence).toISOString(),
      actor: {
        kind: 'person' as const,
        id: 'usr_1',
        name: 'a@b.c',
        role: 'owner',
        credential: null,
      },
      address: '192.0.2.1',
      operation: 'cameras.create',
      object: { kind: 'camera', id: `cam_${sequence}` },
      before_sha256: null,
      after_sha256: sha256(canonicalJson(after)),
      request_id: `r${sequence}`,
      refusal: null,
      previous_hash: entries.at(-1)?.hash ?? auditChainStart,
    };
    entries.push({ ...unhashed, before: null, after, hash: sha256(auditChainText(unhashed)) });
  }
  return entries;
}

function follow(
  entries: AuditEntry[],
  ...written: readonly (AuditHead | Checkpoint)[]
): BrokenLink | null {
  const chain = new AuditChain(written);
  for (const entry of entries) {
    const broken = chain.add(entry);
    if (broken) return broken;
  }
  return chain.end();
}

describe('an audit chain', () => {
  let entries: AuditEntry[];
  beforeEach(() => {
    entries = chainOf(6);
  });
  const at = (sequence: number): AuditEntry => entries[sequence - 1]!;

  it('holds as it was written, also through JSON that sorts its keys otherwise', () => {
    expect(follow(entries)).toBeNull();
    const third = at(3);
    third.after = { exposure: { ev: null, gain: 1.5 }, name: 'camera 3' };
    expect(follow(JSON.parse(JSON.stringify(entries)) as AuditEntry[])).toBeNull();
  });

  it.each<[string, (entry: AuditEntry) => void]>([
    ['who', (entry) => (entry.actor.name = 'somebody@else')],
    ['from where', (entry) => (entry.address = '192.0.2.2')],
    ['when', (entry) => (entry.at = '2020-01-01T00:00:00.000Z')],
    ['what', (entry) => (entry.operation = 'cameras.read')],
    ['to what', (entry) => (entry.object = { kind: 'camera', id: 'cam_9' })],
    ['what was after', (entry) => (entry.after = { name: 'camera 4', exposure: null })],
    ['the digest of what was before', (entry) => (entry.before_sha256 = 'a'.repeat(64))],
    ['the request', (entry) => (entry.request_id = null)],
  ])('names the entry in which %s was changed', (_, change) => {
    change(at(4));
    expect(follow(entries)?.sequence).toBe(4);
  });

  it('names the entry after a changed one that was given a right hash', () => {
    const changed = at(4);
    changed.operation = 'cameras.read';
    changed.hash = sha256(auditChainText(changed));
    expect(follow(entries)).toMatchObject({
      sequence: 5,
      reason: expect.stringContaining('does not follow'),
    });
  });

  it('names where one is missing, comes twice, or stands out of order', () => {
    const [first, second, third, fourth, ...rest] = entries as [
      AuditEntry,
      AuditEntry,
      AuditEntry,
      AuditEntry,
      ...AuditEntry[],
    ];
    expect(follow([first, second, fourth, ...rest])).toMatchObject({
      sequence: 4,
      reason: expect.stringContaining('Entry 3 is missing'),
    });
    expect(follow([second, third])).toMatchObject({
      sequence: 2,
      reason: expect.stringContaining('Entry 1 is missing'),
    });
    expect(follow([first, second, second, third])?.sequence).toBe(2);
    expect(follow([first, third, second])?.sequence).toBe(3);
  });

  it('tells a cut-off end, and a chain written anew, from a head of earlier', () => {
    const head = { sequence: 5, hash: at(5).hash };
    expect(follow(entries, head)).toBeNull();
    expect(follow(entries.slice(0, 4))).toBeNull();
    expect(follow(entries.slice(0, 4), head)).toMatchObject({
      sequence: 5,
      reason: expect.stringContaining('cut off'),
    });
    expect(follow(entries, { ...head, hash: 'b'.repeat(64) })).toMatchObject({ sequence: 5 });
  });

  it('is held against every head that was written down of its organisation', () => {
    const { organisation_id } = at(1);
    const points = entries.map(({ sequence, hash }) => ({ organisation_id, sequence, hash }));
    const ofOthers = { organisation_id: 'org_2', sequence: 9, hash: 'c'.repeat(64) };
    expect(follow(entries, ...points, ofOthers, { ...ofOthers, sequence: 3 })).toBeNull();
    expect(follow(entries, ...points, { ...points[2]!, hash: 'b'.repeat(64) })?.sequence).toBe(3);
    expect(follow(entries.slice(0, 5), ...points)?.reason).toContain('entry 6 was there');
    expect(follow([], ...points)?.sequence).toBe(1);
  });

  it('holds where a value was erased and its digest was left', () => {
    at(2).after = null;
    expect(follow(entries)).toBeNull();
  });

  it('is of one organisation', () => {
    at(3).organisation_id = 'org_2';
    expect(follow(entries)?.sequence).toBe(3);
  });
});
