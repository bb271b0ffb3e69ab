import {
  documentBytesMax,
  jpegBytesMax,
  videoBytesMax,
  type UploadReference,
} from '@eyrie/contracts';

export type MediaType = UploadReference['mediaType'];

/** What may come in, and how large. */
export const bytesMaxOf: Readonly<Record<MediaType, number>> = {
  'image/jpeg': jpegBytesMax,
  'video/mp4': videoBytesMax,
  'application/gzip': documentBytesMax,
};

/** The media type of a content-type header, or null where it is not one of ours. */
export function parseMediaType(header: string | undefined): MediaType | null {
  const type = header?.split(';')[0]?.trim().toLowerCase();
  return type !== undefined && Object.hasOwn(bytesMaxOf, type) ? (type as MediaType) : null;
}

/** Bytes of a file's beginning that `hasMagic` wants to see. */
export const magicBytes = 12;

/** Whether a file begins as its media type must, so that no decoder is asked about anything else. */
export function hasMagic(mediaType: MediaType, beginning: Buffer): boolean {
  switch (mediaType) {
    case 'image/jpeg':
      return beginning.length >= 3 && beginning.readUIntBE(0, 3) === 0xff_d8_ff;
    case 'application/gzip':
      // RFC 1952, 2.3.1; method 8 is deflate.
      return beginning.length >= 3 && beginning.readUIntBE(0, 3) === 0x1f_8b_08;
    case 'video/mp4':
      // ISO 14496-12, 4.3: the first box is `ftyp`, with at least its brand and version.
      return (
        beginning.length >= magicBytes &&
        beginning.toString('latin1', 4, 8) === 'ftyp' &&
        beginning.readUInt32BE(0) >= 16
      );
  }
}
