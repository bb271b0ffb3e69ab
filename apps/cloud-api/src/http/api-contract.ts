import {
  gapSchema,
  helloSchema,
  idempotencyHeaders,
  problemSchema,
  resetSchema,
  socketRequestSchema,
  streamEventSchema,
  streamPageSchema,
} from '@eyrie/contracts';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { accessOf, type Operation, operations } from '../authorisation/operations.ts';
import { deprecations } from './deprecations.ts';
import { exampleOf, type Schemas, type SchemaNode } from './example-value.ts';

interface Media {
  schema?: SchemaNode;
  example?: unknown;
}
interface Answer {
  description: string;
  headers?: Record<string, unknown>;
  content?: Record<string, Media>;
}
interface Described {
  operationId: Operation;
  summary?: string;
  description?: string;
  deprecated?: boolean;
  security?: unknown[];
  parameters?: { name: string; in: string; schema?: SchemaNode }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer>;
}

const tags: Readonly<Record<string, string>> = {
  session: 'Logging in and out, and one’s own account.',
  auth: 'Tokens for programs.',
  people: 'Members of the organisation and their rights.',
  events: 'What happens, as it happens.',
  operations: 'Work that takes longer than a request.',
  bulk: 'The same for many devices.',
  edge: 'For the coordinators of sites.',
};

/** What is sent over Server-Sent Events and WebSockets, which have no place of their own in OpenAPI. */
const streamed = {
  StreamEvent: streamEventSchema,
  StreamHello: helloSchema,
  StreamReset: resetSchema,
  StreamGap: gapSchema,
  StreamPage: streamPageSchema,
  SocketRequest: socketRequestSchema,
  Problem: problemSchema,
} as const;

/**
 * Completes the document by what holds for all operations alike: problems, entity tags, keys of
 * requests, examples, descriptions, deprecations.
 */
export function withContract(document: OpenAPIObject): OpenAPIObject {
  const schemas = withStreamed(document.components?.schemas as Schemas | undefined);
  const paths = Object.entries(document.paths).map(([path, methods]) => {
    const described = Object.entries(methods as Record<string, Described>).map(
      ([method, operation]): [string, Described] => [method, complete(method, operation, schemas)],
    );
    return [path, Object.fromEntries(described)] as const;
  });
  const used = new Set(
    Object.values(document.paths).flatMap((methods) =>
      Object.values(methods as Record<string, { tags?: string[] }>).flatMap(
        (one) => one.tags ?? [],
      ),
    ),
  );
  return {
    ...document,
    info: {
      title: document.info.title,
      version: document.info.version,
      description: document.info.description ?? '',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as never,
    },
    tags: [...used].sort().map((name) => ({
      name,
      description: tags[name] ?? `${name[0]?.toUpperCase()}${name.slice(1)}.`,
    })),
    paths: Object.fromEntries(paths),
    components: { ...document.components, schemas: schemas },
  };
}

function withStreamed(schemas: Schemas = {}): Schemas {
  const all: Record<string, SchemaNode> = { ...schemas };
  for (const [name, schema] of Object.entries(streamed)) {
    if (all[name] !== undefined) continue;
    // Whole in itself: what it shares with others is repeated in it.
    const registry = z.registry<{ id?: string }>();
    const own: Record<string, unknown> = {
      ...z.toJSONSchema(schema, { metadata: registry, io: 'input' }),
    };
    delete own['$schema'];
    all[name] = own;
  }
  return all;
}

function complete(method: string, operation: Described, schemas: Schemas): Described {
  const { operationId, summary = operationId } = operation;
  const deprecation = deprecations[operationId];
  const done: Described = {
    ...operation,
    summary: summary.replace(/\.$/, ''),
    description: operation.description ?? describe(operationId, summary),
    parameters: [...(operation.parameters ?? []), ...headersOf(method, operationId)],
    responses: answersOf(method, operation, schemas),
    ...(deprecation ? { deprecated: true } : {}),
    ...(isPublic(operationId) ? { security: [] } : {}),
  };
  if (operation.requestBody) {
    done.requestBody = {
      ...operation.requestBody,
      content: withExamples(operation.requestBody.content, schemas),
    };
  }
  return done;
}

function isPublic(operation: Operation): boolean {
  return Object.hasOwn(operations, operation) && accessOf(operation) === 'public';
}

/** Who may, after what it is: out of the table of rights. */
function describe(operation: Operation, summary: string): string {
  if (!Object.hasOwn(operations, operation)) return summary;
  const access = accessOf(operation);
  if (access === 'public') return `${summary} For everybody.`;
  if ('devices' in access) return `${summary} For devices: ${access.devices.join(', ')}.`;
  const sites = access.sites === 'all' ? ', for the whole organisation' : '';
  const keys =
    access.keys === 'only' ? ' API keys only.' : access.keys === false ? ' No API keys.' : '';
  return `${summary} Roles: ${access.people.join(', ')}${sites}.${keys}`;
}

const keyless: readonly Operation[] = ['session.switch', 'auth.token', 'events.token'];

function headersOf(method: string, operation: Operation) {
  if (method !== 'post' || !Object.hasOwn(operations, operation)) return [];
  const access = accessOf(operation);
  if (access === 'public' || !('people' in access) || keyless.includes(operation)) return [];
  return [
    {
      name: idempotencyHeaders.key,
      in: 'header',
      required: false,
      description: 'Your own name for the request: sent again, it is answered and not done again.',
      schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$', example: 'b1946ac9-2492' },
    },
  ];
}

function answersOf(
  method: string,
  { operationId, responses }: Described,
  schemas: Schemas,
): Record<string, Answer> {
  const done = Object.fromEntries(
    Object.entries(responses).map(([status, answer]) => [
      status,
      {
        ...answer,
        description: answer.description === '' ? descriptionOf(status) : answer.description,
        ...(answer.content ? { content: withExamples(answer.content, schemas) } : {}),
      },
    ]),
  );
  // A long poll is of its moment, and is kept nowhere.
  const isTagged =
    method === 'get' &&
    operationId !== 'events.stream' &&
    done['200']?.content?.['application/json'] !== undefined;
  return {
    ...done,
    ...(isTagged ? { 304: { description: 'It is as the tag in If-None-Match says.' } } : {}),
    '4XX': problem('It was refused; `code` says why.'),
    '5XX': problem('It could not be done now.'),
  };
}

function descriptionOf(status: string): string {
  if (status === '201') return 'It was made.';
  if (status === '202') return 'It is under way.';
  if (status === '204') return 'It was done; there is nothing to show.';
  return 'Here it is.';
}

function problem(description: string): Answer {
  const schema = { $ref: '#/components/schemas/Problem' };
  const example = {
    type: 'urn:eyrie:problem:site.not_found',
    title: 'Not found',
    status: 404,
    detail: 'There is no such site.',
    code: 'site.not_found',
    doc_url: '/docs/problems#site.not_found',
    request_id: '01890a5d-ac96-774b-bcce-b302099a8057',
  };
  return { description, content: { 'application/problem+json': { schema, example } } };
}

function withExamples(content: Record<string, Media>, schemas: Schemas): Record<string, Media> {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      media.schema && type.includes('json') && media.example === undefined
        ? { ...media, example: exampleOf(media.schema, schemas) }
        : media,
    ]),
  );
}
