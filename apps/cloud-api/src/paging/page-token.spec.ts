import { describe, expect, it } from '@jest/globals';
import { InvalidRequest } from '../problems/index.ts';
import { z } from 'zod';
import { cutPage, pagePosition, pageStart, toPage } from './page-token.ts';

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

  it('goes on after whatever its rows are sorted by', () => {
    const rows = [5, 4, 3].map((version) => ({ version }));
    const list = 'versions of x';
    const { nextPageToken } = cutPage(rows, { page_size: 1 }, list, ({ version }) => [version]);
    const query = { page_token: nextPageToken! };
    expect(pagePosition(query, list, z.tuple([z.int()]))).toEqual([5]);
    expect(() => pagePosition(query, list, z.tuple([z.uuid()]))).toThrow(/next_page_token/);
  });

  it('says that a token is of another filter', () => {
    const { nextPageToken } = toPage(ids, { page_size: 2 }, 'sites of the north');
    const query = { page_size: 2, page_token: nextPageToken! };
    expect(() => pageStart(query, 'sites of the south')).toThrow(
      /page_token must be used with the filter and the order/,
    );
  });

  it('is short, however long the filter is', () => {
    const { nextPageToken } = toPage(ids, { page_size: 2 }, 'x'.repeat(5_000));
    expect(nextPageToken?.length).toBeLessThan(200);
  });

  it('refuses the token of another list, and one that was made up', () => {
    const { nextPageToken } = toPage(ids, { page_size: 2 }, 'cameras site=1');
    expect(() => pageStart({ page_size: 2, page_token: nextPageToken! }, 'cameras site=2')).toThrow(
      InvalidRequest,
    );
    expect(() => pageStart({ page_size: 2, page_token: 'AAAA' }, 'sites')).toThrow(InvalidRequest);
  });
});
