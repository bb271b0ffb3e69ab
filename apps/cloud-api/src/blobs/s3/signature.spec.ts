import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { emptySha256, encodePath, signedHeaders, type RequestToSign } from './signature.ts';

/** Of the examples in Amazon's reference of Signature Version 4; they open nothing. */
const credentials = {
  accessKeyId: ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  secretAccessKey: ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYEXAMPLEKEY'].join('/'),
};
const request: RequestToSign = {
  method: 'GET',
  host: 'examplebucket.s3.amazonaws.com',
  path: '/',
  query: {},
  headers: {},
  payloadSha256: emptySha256,
  at: new Date('2013-05-24T00:00:00Z'),
};

function signatureOf(changes: Partial<RequestToSign>): string | undefined {
  const headers = signedHeaders({ ...request, ...changes }, credentials, 'us-east-1');
  return /Signature=(\w+)$/.exec(headers['authorization'] ?? '')?.[1];
}

describe('a signed request', () => {
  it('is as in the examples of Amazon', () => {
    expect(signatureOf({ path: '/test.txt', headers: { range: 'bytes=0-9' } })).toBe(
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    );
    expect(
      signatureOf({
        method: 'PUT',
        path: encodePath('/test$file.text'),
        headers: {
          date: 'Fri, 24 May 2013 00:00:00 GMT',
          'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        },
        payloadSha256: createHash('sha256').update('Welcome to Amazon S3.').digest('hex'),
      }),
    ).toBe('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
    expect(signatureOf({ query: { lifecycle: '' } })).toBe(
      'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
    );
    expect(signatureOf({ query: { prefix: 'J', 'max-keys': '2' } })).toBe(
      '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
    );
  });
});
