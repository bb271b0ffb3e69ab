/** What an operation is told: the generated types have all of it, each part where there is any. */
export interface OperationData {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly url: string;
}

/**
 * One operation of the API as a value: where it is asked, and by its type what it takes and answers.
 * The generated table has one for each; `eyrie.call` takes them.
 */
export interface ApiOperation<Data extends OperationData, Responses> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: Data['url'];
  /** Never there: it carries the types. */
  readonly types?: { readonly data: Data; readonly responses: Responses };
}

/** What the operation is told, without its address. */
export type Input<Data extends OperationData> = Omit<Data, 'url'>;

/** What it answers with, whichever way it succeeds. */
export type Answer<Responses> = Responses[keyof Responses];

/** The query of an operation. */
export type QueryOf<Operation> =
  Operation extends ApiOperation<infer Data, unknown> ? NonNullable<Data['query']> : never;

/** The body of an operation. */
export type BodyOf<Operation> =
  Operation extends ApiOperation<infer Data, unknown> ? NonNullable<Data['body']> : never;
