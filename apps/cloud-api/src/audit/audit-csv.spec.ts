import { describe, expect, it } from '@jest/globals';
import type { AuditEntry } from '@eyrie/contracts';
import { auditCsvHeader, auditCsvRow } from './audit-csv.ts';

const entry: AuditEntry = {
  organisation_id: 'org_1',
  sequence: 7,
  at: '2026-11-21T08:00:00.000Z',
  actor: { kind: 'person', id: 'usr_1', name: 'a@b.c', role: 'owner', credential: null },
  address: '192.0.2.1',
  operation: 'sites.change',
  object: { kind: 'site', id: 'site_1' },
  before: null,
  after: { name: 'A "ridge", south' },
  before_sha256: null,
  after_sha256: null,
  request_id: 'r',
  refusal: null,
  previous_hash: '0'.repeat(64),
  hash: 'f'.repeat(64),
};

describe('the audit log as a table', () => {
  it('has a cell for each column, quoted where it has to be', () => {
    expect(auditCsvHeader.split(',')).toHaveLength(18);
    expect(auditCsvRow(entry)).toBe(
      '7,2026-11-21T08:00:00.000Z,person,usr_1,a@b.c,owner,,192.0.2.1,sites.change,site,site_1,done,,,,' +
        `"{""name"":""A \\""ridge\\"", south""}",r,${'f'.repeat(64)}\r\n`,
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1'])(
    'has no formula in it: %j',
    (name) => {
      const row = auditCsvRow({ ...entry, actor: { ...entry.actor, name } });
      expect(row).toMatch(/,"?'[^,]*,owner,/);
    },
  );

  it('tells what was refused, and how often', () => {
    const refusal = { code: 'auth.forbidden', attempts: 3, until: entry.at };
    expect(auditCsvRow({ ...entry, refusal })).toContain(',refused,auth.forbidden,3,');
  });
});
