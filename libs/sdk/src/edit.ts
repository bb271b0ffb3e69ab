import type { Exchange } from './transport.ts';

/** What of a thing is to be written; null: leave it as it is. */
export type Change<Value, Body> = (value: Value) => Body | null | Promise<Body | null>;

/**
 * Reads, lets `change` decide, and writes with the version that was read (`If-Match`). Where somebody
 * else was quicker the write throws `EyrieProblem` with status 412, and nothing of theirs is lost: read
 * again and decide anew. Answers with what stands there afterwards.
 */
export async function edit<Value, Body>(
  read: () => Promise<Exchange<Value>>,
  change: Change<Value, Body>,
  write: (body: Body, ifMatch: string) => Promise<Exchange<Value>>,
): Promise<Value> {
  const seen = await read();
  const body = await change(seen.value);
  if (body === null) return seen.value;
  return (await write(body, versionOf(seen))).value;
}

/** For `If-Match`. */
export function versionOf({ etag }: Exchange<unknown>): string {
  if (etag === null) throw new Error('The cloud answered without an ETag.');
  return etag;
}
