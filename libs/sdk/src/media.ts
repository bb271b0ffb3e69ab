import { EyrieProblem } from './problem.ts';

/** Which bytes of a file; `end` is the last one wanted (HTTP's way), absent: to the end. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number | undefined;
}

/** A file of the cloud, on its way. It can be read once, one way or the other. */
export class Media {
  /** `image/jpeg`. */
  readonly type: string;
  /** Bytes that are coming; null where the cloud did not say. */
  readonly bytes: number | null;
  /** Bytes of the whole file; null where the cloud did not say. */
  readonly bytesTotal: number | null;
  /** Changes with the content, and only with it. */
  readonly etag: string | null;
  readonly #response: Response;

  constructor(response: Response) {
    const { headers } = response;
    const length = headers.get('content-length');
    const total = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? null;
    this.#response = response;
    this.type = headers.get('content-type') ?? 'application/octet-stream';
    this.bytes = length === null ? null : Number(length);
    this.bytesTotal = total === null ? this.bytes : Number(total);
    this.etag = headers.get('etag');
  }

  /** Piece by piece, for what does not belong into memory. */
  get stream(): ReadableStream<Uint8Array> {
    return this.#response.body ?? new ReadableStream({ start: (empty) => empty.close() });
  }

  async toBytes(): Promise<Uint8Array> {
    return new Uint8Array(await this.#response.arrayBuffer());
  }

  toBlob(): Promise<Blob> {
    return this.#response.blob();
  }
}

export function rangeHeaders(range: ByteRange | undefined): Record<string, string> {
  return range ? { range: `bytes=${range.start}-${range.end ?? ''}` } : {};
}

/** Throws where a part was asked for and the whole came: to write that at the part's place would be wrong. */
export async function mediaOf(response: Response, range: ByteRange | undefined): Promise<Media> {
  if (range !== undefined && response.status !== 206) {
    await response.body?.cancel();
    throw new EyrieProblem(
      response.status,
      { code: 'sdk.range_ignored', title: 'A part of the file was asked for, the whole came.' },
      null,
    );
  }
  return new Media(response);
}
