import { accessOf } from '../../authorisation/operations.ts';
import type { TestApp } from '../app.ts';
import type { SampleRequest } from '../operation-samples/index.ts';
import type { Caller } from './callers.ts';
import type { DocumentedOperation } from './documented-operations.ts';
import { exchangeRaw, type RawAnswer, type RawRequest } from './raw-exchange.ts';

/** The request as it goes over the wire. */
export function toRawRequest(
  { operation, method, path }: Pick<DocumentedOperation, 'operation' | 'method' | 'path'>,
  sample: SampleRequest,
  caller: Caller,
): RawRequest {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(sample.path?.[name] ?? ''),
  );
  const query = new URLSearchParams(sample.query).toString();
  const body = sample.bytes ?? (sample.body === undefined ? undefined : encode(sample.body));
  return {
    method,
    target: query === '' ? filled : `${filled}?${query}`,
    headers: {
      ...(sample.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      ...sample.headers,
      ...caller.headers,
    },
    body,
    isFromAnywhere: accessOf(operation) === 'public',
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value));

export function callOperation(
  { url }: Pick<TestApp, 'url'>,
  operation: DocumentedOperation,
  sample: SampleRequest,
  caller: Caller,
): Promise<RawAnswer> {
  return exchangeRaw(url, toRawRequest(operation, sample, caller));
}
