import fc from 'fast-check';
import type { SampleRequest } from '../../operation-samples/index.ts';
import { toRawRequest } from '../call.ts';
import type { Caller } from '../callers.ts';
import type { ApiDescription, DocumentedOperation } from '../documented-operations.ts';
import { idPlaces, readPlace } from '../id-places.ts';
import type { RawRequest } from '../raw-exchange.ts';
import { deepMark, oddInstants, oddText, oddValue } from './odd-values.ts';
import { SchemaValues } from './schema-values.ts';

/** What makes an odd request of one that is right. */
export type Oddity = (request: RawRequest, sample: SampleRequest) => RawRequest;

/** Percent-encoded as bytes, where a lone surrogate has no UTF-8. */
const percent = (text: string) =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const withBody = (request: RawRequest, body: Buffer): RawRequest => ({
  ...request,
  headers: {
    'content-type': 'application/json',
    ...request.headers,
    'content-length': String(body.length),
  },
  body,
});
const withHeader = (request: RawRequest, name: string, value: string | string[]): RawRequest => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});
const withQuery = (request: RawRequest, more: string): RawRequest => ({
  ...request,
  target: `${request.target}${request.target.includes('?') ? '&' : '?'}${more}`,
});

const bodies: readonly Buffer[] = [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '1e999',
  '{"a":1,"a":2}',
  '{"__proto__":{"role":"owner"},"constructor":{"prototype":{"x":1}}}',
  '['.repeat(20_000),
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `{"name":"${'x'.repeat(1_000_000)}"}`,
  `"${'x'.repeat(3_000_000)}"`,
  '{"name":"\ufeff"}',
].map((text) => Buffer.from(text));
const badUtf8 = Buffer.from([
  0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d,
]);

const mediaTypes = [
  'text/plain',
  'application/xml',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/json;;;',
  'application/problem+json',
  'image/jpeg',
  'application/gzip',
  'video/mp4',
  'a',
  '*/*',
];

const headerNames = [
  'accept',
  'accept-encoding',
  'content-encoding',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'last-event-id',
  'range',
  'traceparent',
  'x-request-id',
  'x-forwarded-for',
  'origin',
  'cookie',
  'authorization',
  'eyrie-site-epoch',
  'eyrie-term',
];
const headerValues = [
  '',
  '*',
  '"',
  '"1", W/"2"',
  'bytes=0-,5-9',
  'bytes=9999999999999999999-',
  'bytes=-0',
  '\u0080\u00ff',
  'gzip',
  '0000cafe:99999999999999999999',
  '-1',
  '1e9',
  '9007199254740993',
  'Bearer ',
  'Bearer a.b.c',
  'Basic YTpi',
  'null',
  'http://[',
  'x'.repeat(4_000),
];

/** All the oddities of one operation. */
export function oddities(
  { bodySchema, parameters, path }: DocumentedOperation,
  { schemas }: Pick<ApiDescription, 'schemas'>,
  sample: SampleRequest,
): fc.Arbitrary<Oddity> {
  const ids = idPlaces(sample).map((place) => String(readPlace(sample, place)));
  const values = new SchemaValues(schemas, ids);
  const kinds: fc.WeightedArbitrary<Oddity>[] = [
    { weight: 1, arbitrary: fc.constantFrom(badUtf8, ...bodies).map(asBody) },
    { weight: 1, arbitrary: fc.constantFrom(...mediaTypes).map(asHeader('content-type')) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...headerNames), fc.constantFrom(...headerValues))
        .map(([name, value]) => asHeader(name)(value)),
    },
    {
      weight: 1,
      arbitrary: oddText.map(
        (text): Oddity =>
          (r) =>
            withQuery(r, percent(text)),
      ),
    },
  ];
  if (bodySchema) {
    const generated = values.of(bodySchema).map((body) => asBody(toJson(body)));
    kinds.push({ weight: 6, arbitrary: generated }, { weight: 6, arbitrary: edits(sample.body) });
  }
  const queries = parameters.filter((one) => one.in === 'query');
  if (queries.length > 0) {
    const one = fc
      .constantFrom(...queries)
      .chain(({ name, schema = {} }) =>
        fc
          .oneof(values.of(schema), oddText, fc.constantFrom(...oddInstants, '-1', '1e3', ''))
          .chain((value) =>
            fc.constantFrom(
              `${name}=${percent(String(value))}`,
              `${name}=1&${name}=${percent(String(value))}`,
              `${name}[]=${percent(String(value))}`,
              `${name}[a]=1`,
              `${name}=%zz`,
              `${name}=%ff%fe`,
            ),
          ),
      );
    // Before the sample's own: of two the last may win.
    kinds.push({
      weight: 4,
      arbitrary: one.map(
        (text): Oddity =>
          (r) =>
            replaceQuery(r, text),
      ),
    });
  }
  if (path.includes('{')) {
    const text = fc.oneof(
      oddText.map(percent),
      fc.constantFrom('%zz', '%ff', '%2e%2e', 'x', '%00'),
    );
    kinds.push({ weight: 3, arbitrary: text.map((odd): Oddity => replacePath(path, odd)) });
  }
  return fc.oneof(...kinds);
}

/** Deeper than a stack. */
const deepText = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
const toJson = (value: unknown) =>
  Buffer.from(
    (value === undefined ? '' : JSON.stringify(value)).replaceAll(
      JSON.stringify(deepMark),
      () => deepText,
    ),
  );
const asBody =
  (body: Buffer): Oddity =>
  (request) =>
    withBody(request, body);
const asHeader =
  (name: string) =>
  (value: string): Oddity =>
  (request) =>
    withHeader(request, name, value);

function replaceQuery(request: RawRequest, text: string): RawRequest {
  const [address = '', query = ''] = request.target.split('?');
  const name = /^[^=[]*/.exec(text)?.[0] ?? '';
  const kept = query.split('&').filter((part) => part !== '' && !part.startsWith(`${name}=`));
  return { ...request, target: `${address}?${[...kept, text].join('&')}` };
}

/** With one parameter of the path replaced, the last. */
function replacePath(path: string, odd: string): Oddity {
  return (request, sample) => {
    const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => name);
    const filled = path.replace(/\{([^}]+)\}/g, (_, name: string) =>
      name === names.at(-1) ? odd : encodeURIComponent(sample.path?.[name] ?? ''),
    );
    return { ...request, target: filled };
  };
}

/** The sample's body with one to three changes: another value, one more property, one less. */
function edits(body: unknown): fc.Arbitrary<Oddity> {
  const edit = fc.tuple(fc.nat(), fc.constantFrom('set', 'drop', 'add'), oddText, oddValue);
  return fc.array(edit, { minLength: 1, maxLength: 3 }).map((changes): Oddity => {
    return (request, { body: present = body }) => {
      const root: Holder = { body: structuredClone(present) };
      for (const [at, kind, name, value] of changes) {
        const spots = spotsIn(root, 'body');
        const [holder, key] = spots[at % spots.length] ?? [root, 'body'];
        if (kind === 'set') define(holder, key, value);
        else if (kind === 'drop') Reflect.deleteProperty(holder, key);
        else define(holder, name, value);
      }
      return withBody(request, toJson(root['body']));
    };
  });
}

/** As a property of its own, whatever the name means to prototypes. */
function define(holder: object, name: string, value: unknown): void {
  const property = { value, enumerable: true, configurable: true, writable: true };
  Object.defineProperty(holder, name, property);
}

type Holder = Record<string, unknown>;

function spotsIn(holder: object, key: string): [Holder, string][] {
  const value = (holder as Holder)[key];
  const inner =
    typeof value === 'object' && value !== null
      ? Object.keys(value).flatMap((name) => spotsIn(value, name))
      : [];
  return [[holder as Holder, key], ...inner];
}

export function makeOdd(
  oddity: Oddity,
  operation: DocumentedOperation,
  sample: SampleRequest,
  caller: Caller,
): RawRequest {
  return oddity(toRawRequest(operation, sample, caller), sample);
}
