import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '../problems/index.ts';
import { pageStart, toPage } from './page-token.ts';

const ids = [1, 2, 3].map((last) => ({ id: `00000000-0000-7000-8000-00000000000${last}` }));

describe('a page', () => {
  it('has no next one when everything fits', () => {
    expect(toPage(ids, { page_size: 3 }, 'sites').nextPageToken).toBeNull();
  });

  it('goes on after its last row', () => {
    const { rows, nextPageToken } = toPage(ids, { page_size: 2 }, 'sites');
    expect(rows).toEqual(ids.slice(0, 2));
    expect(pageStart({ page_size: 2, page_token: nextPageToken! }, 'sites')).toBe(ids[1]?.id);
  });

  it('refuses the token of another list, and one that was made up', () => {
    const { nextPageToken } = toPage(ids, { page_size: 2 }, 'cameras site=1');
    expect(() => pageStart({ page_size: 2, page_token: nextPageToken! }, 'cameras site=2')).toThrow(
      InvalidRequest,
    );
    expect(() => pageStart({ page_size: 2, page_token: 'AAAA' }, 'sites')).toThrow(InvalidRequest);
  });
});
