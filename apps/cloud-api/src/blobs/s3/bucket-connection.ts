import { setTimeout as delay } from 'node:timers/promises';
import { HeadBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { passes, troubleOf } from './bucket-trouble.ts';
import { namesPayload } from './payload-hash.ts';
import type { S3Settings } from './s3-settings.ts';

export interface Patience {
  /** Nothing came or went for so long: the connection is dead. */
  readonly silenceMs: number;
  readonly tries: number;
  /** From this size on a file goes over in parts of at least `partBytes`, so that a cut costs one of them. */
  readonly wholeBytesMax: number;
  readonly partBytes: number;
}

const mebibyte = 1024 * 1024;
const usual: Patience = {
  silenceMs: 30_000,
  tries: 4,
  wholeBytesMax: 64 * mebibyte,
  partBytes: 16 * mebibyte,
};
const waitMs = 100;
const bucketSeenMs = 60_000;
const silent = {
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  // A streaming request that failed is told by whoever tried it, with what it was about.
  warn: () => undefined,
  error: () => undefined,
};

/**
 * Requests to one bucket. Throws `MediaStoreUnavailable` where it cannot be asked, whose cause says what was asked, what
 * the service said, and what to do; and tries a few times before.
 */
export class BucketConnection {
  readonly client: S3Client;
  readonly patience: Patience;
  private bucketSeenUntil = 0;

  constructor(
    readonly settings: S3Settings,
    patience: Partial<Patience> = {},
  ) {
    this.patience = { ...usual, ...patience };
    const { endpoint, region, pathStyle, credentials } = settings;
    this.client = new S3Client({
      ...{ endpoint, region, logger: silent },
      forcePathStyle: pathStyle,
      ...(credentials === null ? {} : { credentials }),
      // What a body is has its hash in the signature; services other than Amazon’s stumble over more.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 1,
      requestHandler: {
        connectionTimeout: Math.min(10_000, this.patience.silenceMs),
        socketTimeout: this.patience.silenceMs,
        httpAgent: { keepAlive: true, maxSockets: 64 },
        httpsAgent: { keepAlive: true, maxSockets: 64 },
      },
    });
    this.client.middlewareStack.use(namesPayload);
  }

  /** Bytes of an object; null where there is none. */
  async sizeOf(key: string): Promise<number | null> {
    try {
      const command = () => this.client.send(new HeadObjectCommand(this.at(key)));
      return (await this.ask(`HEAD ${key}`, command)).ContentLength ?? 0;
    } catch (error) {
      if (!isAbsent(error)) throw error;
      await this.lookForBucket();
      return null;
    }
  }

  /** Of a bucket that is not there, too, a service says of each object that it is not. */
  private async lookForBucket(): Promise<void> {
    if (performance.now() < this.bucketSeenUntil) return;
    const about = { Bucket: this.settings.bucket };
    await this.ask('HEAD', () => this.client.send(new HeadBucketCommand(about))).catch(
      (error: unknown) => {
        throw isAbsent(error) ? this.unavailable('HEAD', { name: 'NoSuchBucket' }) : error;
      },
    );
    this.bucketSeenUntil = performance.now() + bucketSeenMs;
  }

  /** An answer that is not understood (a proxy's page) is not an empty list. */
  expectListing(bucket: string | undefined, prefix: string): void {
    if (bucket !== undefined) return;
    throw this.unavailable(`LIST ${prefix}`, new Error('What came is no listing.'));
  }

  at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.settings.bucket, Key: key };
  }

  /** Tries a request, each time anew from its beginning, as long as its failure may pass. */
  async ask<Answer>(
    what: string,
    request: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const end = new AbortController();
      try {
        return await request(end.signal);
      } catch (error) {
        end.abort();
        if (attempt >= this.patience.tries || !passes(error)) throw this.unavailable(what, error);
      }
      await delay(waitMs * 2 ** attempt * (0.5 + Math.random()));
    }
  }

  unavailable(what: string, error: unknown): MediaStoreUnavailable {
    const { bucket, endpoint } = this.settings;
    const { said, advice } = troubleOf(error);
    const sentence = `${what} in ${bucket} at ${endpoint}: ${said}. ${advice}`;
    return new MediaStoreUnavailable({ cause: new Error(sentence, { cause: error }) });
  }
}

/** Whether a failure of `Bucket` is that there is no such object; a bucket that is not there is another matter. */
export function isAbsent(error: unknown): boolean {
  const first = causeOf(causeOf(error)) as { name?: string } | undefined;
  return first?.name === 'NotFound' || first?.name === 'NoSuchKey';
}

export function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
