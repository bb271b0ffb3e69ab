import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { ApiDescription, DocumentedOperation, JsonSchema } from './documented-operations.ts';
import type { RawAnswer } from './raw-exchange.ts';

/** Holds answers against the document; what it does not name must not be in them. */
export class AnswerSchemas {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true });
  private readonly compiled = new Map<JsonSchema, ValidateFunction>();

  constructor({ schemas }: Pick<ApiDescription, 'schemas'>) {
    addFormats.default(this.ajv);
    const closed = Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, close(schema)]),
    );
    this.ajv.addSchema({ $id: 'document', components: { schemas: closed } });
  }

  /** What is wrong with the answer to a call that was right; empty where nothing is. */
  faults({ operation, answers }: DocumentedOperation, answer: RawAnswer): string[] {
    const { status, text } = answer;
    const documented = answers[String(status)];
    if (!documented) {
      return [`${operation} answered ${status}, which is not documented: ${text.slice(0, 300)}`];
    }
    const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
    if (Object.keys(documented).length === 0) return [];
    const schema = documented[type];
    if (schema === undefined) return [`${operation} answered with ${type}, not documented.`];
    if (schema === null || type !== 'application/json') return [];
    const body: unknown = JSON.parse(Buffer.from(text, 'latin1').toString('utf8'));
    return this.validate(schema, body).map((fault) => `${operation} ${status}: ${fault}`);
  }

  private validate(schema: JsonSchema, body: unknown): string[] {
    let check = this.compiled.get(schema);
    if (!check) {
      check = this.ajv.compile(close(schema) as JsonSchema);
      this.compiled.set(schema, check);
    }
    return check(body) ? [] : (check.errors ?? []).map(describe);
  }
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}

/** The schema with every object closed that names its properties, and references that Ajv finds. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node = schema as Record<string, unknown>;
  const copy = Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' ? `document${String(value)}` : close(value),
    ]),
  );
  const isOpen = 'properties' in node && !('additionalProperties' in node);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}
