import { describe, expect, it } from '@jest/globals';
import { parseListing } from './listing.ts';

const page = (inner: string) =>
  `<?xml version="1.0"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`;

describe('a listing', () => {
  it('has its objects, and where it goes on', () => {
    const entry =
      '<Contents><Key>a&amp;b/01</Key><LastModified>2026-11-21T10:00:00.000Z</LastModified></Contents>';
    expect(
      parseListing(
        page(
          `<IsTruncated>true</IsTruncated>${entry}<NextContinuationToken>x&lt;</NextContinuationToken>`,
        ),
      ),
    ).toEqual({
      objects: [{ key: 'a&b/01', storedAtMs: Date.UTC(2026, 10, 21, 10) }],
      next: 'x<',
    });
    expect(parseListing(page('<IsTruncated>false</IsTruncated>'))).toEqual({
      objects: [],
      next: null,
    });
  });

  it('is never taken for empty when it is something else', () => {
    expect(() => parseListing('<html>The proxy is down</html>')).toThrow('No listing');
    expect(() => parseListing(page('<Contents><Key>a</Key></Contents>'))).toThrow('No object');
    expect(() => parseListing(page('<IsTruncated>true</IsTruncated>'))).toThrow('does not say');
  });
});
