import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { MediaStoreUnavailable } from '../blob.errors.ts';
import { Drafts } from '../drafts.ts';
import { type NewObject, ObjectStore } from '../object-store.ts';
import { parseListing } from './listing.ts';
import { S3Client } from './s3-client.ts';
import type { S3Settings } from './s3-settings.ts';

/** Removed at the same time. */
const removedAtOnce = 16;

/**
 * Objects of a bucket, under the names that the folder has for them (`<organisation>/<2>/<sha256>`). Bytes come in on
 * the local disk and are checked there; then they go over in one request that is signed with their hash, so
 * that the service itself refuses what has changed on the way.
 */
export class S3Store extends ObjectStore {
  private readonly client: S3Client;
  private readonly drafts: Drafts;
  private readonly root: string;

  constructor(settings: S3Settings, dataDirectory: string) {
    super();
    this.client = new S3Client(settings);
    this.drafts = new Drafts(dataDirectory);
    this.root = settings.prefix === '' ? '' : `${settings.prefix}/`;
  }

  sweep(now = Date.now()): Promise<number> {
    return this.drafts.sweep(now);
  }

  put(object: NewObject, source: Readable): Promise<number> {
    const { organisationId, sha256, mediaType } = object;
    return this.drafts.take(object, source, async (file, bytes) => {
      const answer = await this.client.ask(
        {
          method: 'PUT',
          key: this.keyOf(organisationId, sha256),
          headers: {
            'content-type': mediaType,
            // Kept beside the object, where the service knows it.
            'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
          },
          body: { file, bytes, sha256 },
        },
        [200],
      );
      await readToEnd(answer);
    });
  }

  async has(organisationId: string, sha256: string): Promise<boolean> {
    const key = this.keyOf(organisationId, sha256);
    const answer = await this.client.ask({ method: 'HEAD', key }, [200, 404]);
    await readToEnd(answer);
    return answer.statusCode === 200;
  }

  async remove(organisationId: string, sha256: string): Promise<void> {
    await this.removeKey(this.keyOf(organisationId, sha256));
  }

  async removeAll(organisationId: string): Promise<void> {
    for await (const objects of this.list(organisationId)) {
      const keys = objects.map(({ key }) => key);
      while (keys.length > 0) {
        await Promise.all(keys.splice(0, removedAtOnce).map((key) => this.removeKey(key)));
      }
    }
  }

  async *listOld(organisationId: string, beforeMs: number): AsyncGenerator<string[]> {
    for await (const objects of this.list(organisationId)) {
      const old = objects.filter(({ storedAtMs }) => storedAtMs < beforeMs);
      const hashes = old.map(({ key }) => key.slice(key.lastIndexOf('/') + 1));
      if (hashes.length > 0) yield hashes;
    }
  }

  read(organisationId: string, sha256: string, start: number, end: number): Readable {
    const key = this.keyOf(organisationId, sha256);
    return Readable.from(this.bytesOf(key, start, end), { objectMode: false });
  }

  private async *bytesOf(key: string, start: number, end: number): AsyncGenerator<Buffer> {
    const headers = { range: `bytes=${start}-${end}` };
    const answer = await this.client.ask({ method: 'GET', key, headers }, [206]);
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      yield chunk;
    }
    const wanted = end - start + 1;
    if (bytes === wanted) return;
    const reason = `${key}: ${bytes} bytes came, and not ${wanted}.`;
    throw new MediaStoreUnavailable({ cause: new Error(reason) });
  }

  private async *list(organisationId: string) {
    const about = { 'list-type': '2', prefix: `${this.root}${organisationId}/` };
    for (let token: string | null = null; ;) {
      const query = { ...about, ...(token === null ? {} : { 'continuation-token': token }) };
      const answer = await this.client.ask({ method: 'GET', key: '', query }, [200]);
      const page = parseListing(await textOf(answer));
      yield page.objects;
      token = page.next;
      if (token === null) return;
    }
  }

  private async removeKey(key: string): Promise<void> {
    await readToEnd(await this.client.ask({ method: 'DELETE', key }, [200, 204, 404]));
  }

  private keyOf(organisationId: string, sha256: string): string {
    return `${this.root}${organisationId}/${sha256.slice(0, 2)}/${sha256}`;
  }
}

/** Gives the connection back. */
async function readToEnd(answer: IncomingMessage): Promise<void> {
  await finished(answer.resume());
}

async function textOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
