import { describe, expect, it } from '@jest/globals';
import { auditChainStart, auditChainText, canonicalJson } from './audit.ts';

describe('canonicalJson', () => {
  it('is the same for equal values, whatever the order of their keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson({ a: true, b: [1, { c: 'x', d: null }] })).toBe(
      canonicalJson({ b: [1, { d: null, c: 'x' }], a: true }),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});

describe('auditChainText', () => {
  // Written down: whoever keeps an export verifies it with the text of its time.
  it('does not change', () => {
    const text = auditChainText({
      organisation_id: 'org_01h455vb4pex5vsknk084sn02q',
      sequence: 7,
      at: '2026-11-21T08:00:00.000Z',
      actor: { kind: 'person', id: 'usr_1', name: 'a@b.c', role: 'owner', credential: 'ses_1' },
      address: '192.0.2.1',
      operation: 'people.change',
      object: { kind: 'person', id: 'usr_2' },
      before_sha256: null,
      after_sha256: 'f'.repeat(64),
      request_id: 'r',
      previous_hash: auditChainStart,
    });
    expect(text).toBe(
      `["eyrie-audit-1","org_01h455vb4pex5vsknk084sn02q",7,"2026-11-21T08:00:00.000Z","person",` +
        `"usr_1","a@b.c","owner","ses_1","192.0.2.1","people.change","person","usr_2",null,` +
        `"${'f'.repeat(64)}","r","${'0'.repeat(64)}"]`,
    );
  });
});
