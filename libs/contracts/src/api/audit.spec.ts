import { describe, expect, it } from '@jest/globals';
import { auditChainStart, auditChainText, canonicalJson } from './audit.ts';
import { auditCheckpointText } from './audit-checkpoint.ts';

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
      refusal: null,
      previous_hash: auditChainStart,
    });
    expect(text).toBe(
      `["eyrie-audit-1","org_01h455vb4pex5vsknk084sn02q",7,"2026-11-21T08:00:00.000Z","person",` +
        `"usr_1","a@b.c","owner","ses_1","192.0.2.1","people.change","person","usr_2",null,` +
        `"${'f'.repeat(64)}","r","${'0'.repeat(64)}"]`,
    );
  });

  it('holds what was refused, how often and until when', () => {
    const text = auditChainText({
      organisation_id: 'org_1',
      sequence: 2,
      at: '2026-11-21T08:00:00.000Z',
      actor: { kind: 'person', id: 'usr_1', name: 'a@b.c', role: 'viewer', credential: 'ses_1' },
      address: null,
      operation: 'people.change',
      object: null,
      before_sha256: null,
      after_sha256: null,
      request_id: 'r',
      refusal: { code: 'auth.forbidden', attempts: 3, until: '2026-11-21T08:00:59.000Z' },
      previous_hash: auditChainStart,
    });
    expect(text).toBe(
      '["eyrie-audit-2","org_1",2,"2026-11-21T08:00:00.000Z","person","usr_1","a@b.c","viewer",' +
        '"ses_1",null,"people.change",null,null,null,null,"r","auth.forbidden",3,' +
        `"2026-11-21T08:00:59.000Z","${'0'.repeat(64)}"]`,
    );
  });
});

describe('auditCheckpointText', () => {
  it('does not change', () => {
    expect(
      auditCheckpointText({
        organisation_id: 'org_1',
        sequence: 7,
        hash: 'a'.repeat(64),
        at: '2026-11-21T08:00:00.000Z',
        key_id: 'k',
      }),
    ).toBe(
      `["eyrie-audit-checkpoint-1","org_1",7,"${'a'.repeat(64)}","2026-11-21T08:00:00.000Z","k"]`,
    );
  });
});
