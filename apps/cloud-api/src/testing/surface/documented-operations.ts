import type { Operation } from '../../authorisation/operations.ts';
import type { TestApp } from '../app.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema?: JsonSchema;
}

export interface DocumentedOperation {
  readonly operation: Operation;
  readonly method: string;
  /** With its parameters in braces. */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Null where no JSON is sent. */
  readonly bodySchema: JsonSchema | null;
  /** By status; by media type. A media type without a schema has null. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, JsonSchema | null>>>>;
}

export interface ApiDescription {
  readonly operations: readonly DocumentedOperation[];
  /** `components.schemas`, which the others refer to. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

type Content = Record<string, { schema?: JsonSchema }>;

interface OpenApi {
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: Operation;
        parameters?: Parameter[];
        requestBody?: { content: Content };
        responses: Record<string, { content?: Content }>;
      }
    >
  >;
  components: { schemas: Record<string, JsonSchema> };
}

/** What the running application says of itself, so that a new operation is in it. */
export async function describeSurface({ url }: Pick<TestApp, 'url'>): Promise<ApiDescription> {
  const document = (await (await fetch(`${url}/v1/openapi.json`)).json()) as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      operation: operation.operationId,
      method: method.toUpperCase(),
      path,
      parameters: operation.parameters ?? [],
      bodySchema: operation.requestBody?.content['application/json']?.schema ?? null,
      answers: Object.fromEntries(
        Object.entries(operation.responses).map(([status, { content = {} }]) => [
          status,
          Object.fromEntries(
            Object.entries(content).map(([type, { schema }]) => [type, schema ?? null]),
          ),
        ]),
      ),
    })),
  );
  return { operations, schemas: document.components.schemas };
}
