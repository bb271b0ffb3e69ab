import { describe, expect, it } from '@jest/globals';
import { isNarrowed, readAuditSearch, toAuditQuery } from './audit-search.ts';

describe('what the audit page is asked to show', () => {
  it('is read from the address, and what makes no sense is left out', () => {
    expect(
      readAuditSearch({ operation: 'sites.', result: 'maybe', from: '2026-02-31', actor: 7, to: '2026-03-01' }),
    ).toEqual({ operation: 'sites.', to: '2026-03-01' }); // prettier-ignore
    expect([isNarrowed(readAuditSearch({})), isNarrowed({ result: 'refused' })]).toEqual([
      false,
      true,
    ]);
  });

  it('has both days whole, as they are where the reader is', () => {
    const query = toAuditQuery({ from: '2026-03-28', to: '2026-03-29', object: 'site_1' });
    expect(query.get('from')).toBe(new Date(2026, 2, 28).toISOString());
    expect(query.get('to')).toBe(new Date(2026, 2, 30).toISOString());
    expect(query.get('object_id')).toBe('site_1');
    expect(toAuditQuery({}).toString()).toBe('');
  });
});
