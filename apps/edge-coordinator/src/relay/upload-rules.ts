import { documentBytesMax, jpegBytesMax, sha256Schema, videoBytesMax } from '@eyrie/contracts';

/** What the relay says no to by itself. */
export interface RelayRefusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

const bytesMax: Readonly<Record<string, number>> = {
  'image/jpeg': jpegBytesMax,
  'video/mp4': videoBytesMax,
  'application/gzip': documentBytesMax,
};

/** The hash in `/blobs/{sha256}`, or null. */
export function blobOf(path: string | undefined): string | null {
  const sha256 = /^\/blobs\/([^/?#]+)$/.exec(path ?? '')?.[1];
  return sha256Schema.safeParse(sha256).data ?? null;
}

/** Why these bytes are not taken, judged by the headers alone, or null when they are. */
export function whyNotUpload(headers: {
  readonly contentType: string | undefined;
  readonly contentLength: string | undefined;
}): RelayRefusal | null {
  const most = bytesMax[headers.contentType ?? ''];
  if (most === undefined) {
    return {
      status: 415,
      code: 'relay.media_type',
      detail: `The content-type must be ${Object.keys(bytesMax).join(' or ')}.`,
    };
  }
  if (!/^[1-9]\d{0,12}$/.test(headers.contentLength ?? '')) {
    return { status: 411, code: 'relay.length', detail: 'The content-length must be given.' };
  }
  if (Number(headers.contentLength) > most) {
    return { status: 413, code: 'relay.too_large', detail: `At most ${most} bytes are taken.` };
  }
  return null;
}
