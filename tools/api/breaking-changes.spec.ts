import { describe, expect, it } from '@jest/globals';
import { type ApiDocument, breakingChanges } from './breaking-changes.ts';

const document = (): ApiDocument => ({
  paths: {
    '/v1/sites': {
      get: {
        operationId: 'sites.list',
        parameters: [{ in: 'query', name: 'state', required: false, schema: { enum: ['a', 'b'] } }],
        responses: { 200: { content: json({ $ref: '#/components/schemas/Site' }) } },
      },
      post: {
        operationId: 'sites.create',
        requestBody: {
          required: true,
          content: json({
            type: 'object',
            properties: { name: { type: 'string' }, size: { type: 'number' } },
            required: ['name'],
          }),
        },
        responses: { 201: { content: json({ $ref: '#/components/schemas/Site' }) } },
      },
    },
  },
  components: {
    schemas: {
      Site: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          state: { type: 'string', enum: ['a', 'b'] },
          site: { $ref: '#/components/schemas/Site' },
        },
        required: ['id', 'state'],
      },
    },
  },
});
const json = (schema: unknown) => ({ 'application/json': { schema } });

/** A copy with something else at a path of keys; `undefined` takes it away. */
function changed(keys: readonly string[], value: unknown): ApiDocument {
  const copy = structuredClone(document()) as unknown as Record<string, unknown>;
  let node = copy;
  for (const key of keys.slice(0, -1)) node = node[key] as Record<string, unknown>;
  const last = keys.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(node, last);
  else node[last] = value;
  return copy as unknown as ApiDocument;
}

const list = ['paths', '/v1/sites', 'get'];
const body = ['paths', '/v1/sites', 'post', 'requestBody', 'content', 'application/json', 'schema'];
const site = ['components', 'schemas', 'Site'];

describe('breakingChanges', () => {
  it('finds none in the same document', () => {
    expect(breakingChanges(document(), document())).toEqual([]);
  });

  it.each<[string, string[], unknown, string]>([
    ['an operation that is gone', list, undefined, 'GET /v1/sites: is gone'],
    ['another name', [...list, 'operationId'], 'x', 'its operationId is x now'],
    [
      'a parameter that is needed',
      [...list, 'parameters', '0', 'required'],
      true,
      'needs query state now',
    ],
    ['a parameter that is gone', [...list, 'parameters'], [], 'does not take query state any more'],
    [
      'a value that is not taken any more',
      [...list, 'parameters', '0', 'schema'],
      { enum: ['a'] },
      'takes b no more',
    ],
    ['an answer that is gone', [...list, 'responses'], {}, 'does not answer 200 any more'],
    ['a field that is needed', [...body, 'required'], ['name', 'size'], '/size: is needed now'],
    [
      'a field of another type',
      [...body, 'properties', 'size'],
      { type: 'integer' },
      '/size: is integer now, was number',
    ],
    ['a field that is gone', [...site, 'properties', 'id'], undefined, '200/id: is gone'],
    ['a field that may be missing', [...site, 'required'], ['id'], '/state: may be missing now'],
    [
      'a field that may be null',
      [...site, 'properties', 'id'],
      { type: ['string', 'null'] },
      '/id: is string or null now, was string',
    ],
  ])('finds %s', (_, keys, value, sentence) => {
    const found = breakingChanges(document(), changed(keys, value));
    expect(found).toEqual(expect.arrayContaining([expect.stringContaining(sentence)]));
  });

  it.each<[string, string[], unknown]>([
    ['a further field in answers', [...site, 'properties', 'name'], { type: 'string' }],
    ['a further value in answers', [...site, 'properties', 'state', 'enum'], ['a', 'b', 'c']],
    ['a further field that may be sent', [...body, 'properties', 'more'], { type: 'string' }],
    ['a field that need not be sent any more', [...body, 'required'], []],
    ['a further operation', ['paths', '/v1/more'], { get: { responses: {} } }],
    ['a number where an integer was taken', [...body, 'properties', 'size'], { type: 'number' }],
  ])('lets %s pass', (_, keys, value) => {
    expect(breakingChanges(document(), changed(keys, value))).toEqual([]);
  });
});
