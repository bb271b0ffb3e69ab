import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredBlob } from './blobs.repository.ts';
import { isKnown } from '../http/entity-tags.ts';
import { parseByteRange, type ByteRange } from './byte-range.ts';

/** Opens the bytes from `start` to `end`, both inclusive. */
export type OpenBytes = (range: ByteRange) => Readable;

/**
 * Sends a blob, whole or in part (RFC 9110, 13 and 14). Its content can never change under its hash,
 * so that a browser may keep it for good; proxies may not, since the cookie was asked for it.
 */
export function sendBlob(
  request: FastifyRequest,
  reply: FastifyReply,
  blob: StoredBlob,
  open: OpenBytes,
): FastifyReply {
  void reply.headers({
    'cache-control': 'private, max-age=31536000, immutable',
    'content-type': blob.mediaType,
    'content-disposition': `inline; filename="${blob.sha256}${extensions[blob.mediaType]}"`,
  });
  return sendBytes(request, reply, { bytes: blob.bytes, etag: `"${blob.sha256}"` }, open);
}

/** Sends what the caller has described in the headers, whole or in part. */
export function sendBytes(
  request: FastifyRequest,
  reply: FastifyReply,
  { bytes, etag }: { bytes: number; etag: string },
  open: OpenBytes,
): FastifyReply {
  void reply.headers({
    etag,
    vary: 'cookie',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
  });
  const { 'if-none-match': ifNoneMatch, 'if-range': ifRange } = request.headers;
  if (isKnown(ifNoneMatch, etag)) return reply.status(304).send();
  // With another If-Range the client's part is of something else: it gets the whole.
  const header = ifRange === undefined || ifRange === etag ? request.headers.range : undefined;
  const range = parseByteRange(header, bytes);
  if (range === 'unsatisfiable') {
    return reply
      .status(416)
      .headers({ 'content-range': `bytes */${bytes}`, 'content-length': '0' })
      .send('');
  }
  const { start, end } = range ?? { start: 0, end: bytes - 1 };
  if (range) void reply.status(206).header('content-range', `bytes ${start}-${end}/${bytes}`);
  void reply.header('content-length', String(end - start + 1));
  // Nothing is read from the disk only to be thrown away.
  return reply.send(request.method === 'HEAD' ? Readable.from([]) : open({ start, end }));
}

const extensions = {
  'image/jpeg': '.jpg',
  'video/mp4': '.mp4',
  'application/gzip': '.gz',
} as const;
