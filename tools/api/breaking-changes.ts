/** What of two OpenAPI documents would break a client of the older one. Pure. */

type Node = Readonly<Record<string, unknown>>;

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Node>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Node>> };
}

/** Who writes what the schema describes: clients, or the server. */
type Direction = 'request' | 'response';

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const depthMax = 12;

/** One sentence for each; empty where every client of `before` can go on. */
export function breakingChanges(before: ApiDocument, after: ApiDocument): string[] {
  const found: string[] = [];
  const say = (text: string): void => {
    if (!found.includes(text)) found.push(text);
  };
  for (const [path, old] of Object.entries(before.paths)) {
    for (const method of methods.filter((name) => name in old)) {
      const name = `${method.toUpperCase()} ${path}`;
      const next = after.paths[path]?.[method];
      if (next === undefined) say(`${name}: is gone`);
      else compareOperation(name, old[method] as Node, next as Node);
    }
  }
  return found;

  function compareOperation(name: string, old: Node, next: Node): void {
    if (old['operationId'] !== next['operationId']) {
      say(`${name}: its operationId is ${String(next['operationId'])} now`);
    }
    compareParameters(name, listOf(old['parameters']), listOf(next['parameters']));
    const [had, has] = [bodyOf(old), bodyOf(next)];
    if (has && !had && nodeOf(next['requestBody'])['required'] === true) {
      say(`${name}: needs a body now`);
    }
    if (had && has) compareSchemas(`${name} body`, had, has, 'request', 0);
    for (const [status, answer] of Object.entries(nodeOf(old['responses']))) {
      if (!/^2\d\d$/.test(status)) continue;
      const now = nodeOf(next['responses'])[status];
      if (now === undefined) {
        say(`${name}: does not answer ${status} any more`);
        continue;
      }
      const [oldSchema, newSchema] = [contentOf(nodeOf(answer)), contentOf(nodeOf(now))];
      if (oldSchema && !newSchema) say(`${name} ${status}: has no body any more`);
      if (oldSchema && newSchema) {
        compareSchemas(`${name} ${status}`, oldSchema, newSchema, 'response', 0);
      }
    }
  }

  function compareParameters(name: string, old: Node[], next: Node[]): void {
    const keyOf = (one: Node) => `${String(one['in'])} ${String(one['name'])}`;
    for (const parameter of next) {
      const had = old.find((one) => keyOf(one) === keyOf(parameter));
      if (parameter['required'] === true && had?.['required'] !== true) {
        say(`${name}: needs ${keyOf(parameter)} now`);
      }
      if (had) {
        const [before, now] = [nodeOf(had['schema']), nodeOf(parameter['schema'])];
        compareSchemas(`${name} ${keyOf(parameter)}`, before, now, 'request', 0);
      }
    }
    for (const parameter of old) {
      if (!next.some((one) => keyOf(one) === keyOf(parameter))) {
        say(`${name}: does not take ${keyOf(parameter)} any more`);
      }
    }
  }

  function compareSchemas(
    place: string,
    oldGiven: Node,
    newGiven: Node,
    direction: Direction,
    depth: number,
  ): void {
    if (depth > depthMax) return;
    const [old, next] = [resolve(before, oldGiven), resolve(after, newGiven)];
    const go = (where: string, a: unknown, b: unknown): void =>
      compareSchemas(`${place}${where}`, nodeOf(a), nodeOf(b), direction, depth + 1);
    compareTypes(place, old, next, direction);
    const [had, has] = [nodeOf(old['properties']), nodeOf(next['properties'])];
    for (const [name, schema] of Object.entries(had)) {
      if (name in has) go(`/${name}`, schema, has[name]);
      else say(`${place}/${name}: is gone`);
    }
    const [needed, needs] = [textsOf(old['required']), textsOf(next['required'])];
    if (direction === 'request') {
      for (const name of needs) if (!needed.includes(name)) say(`${place}/${name}: is needed now`);
    } else {
      for (const name of needed) {
        if (name in has && !needs.includes(name)) say(`${place}/${name}: may be missing now`);
      }
    }
    if (old['items'] !== undefined && next['items'] !== undefined) {
      go('/*', old['items'], next['items']);
    }
    for (const choice of ['oneOf', 'anyOf', 'allOf']) {
      const [olds, nexts] = [listOf(old[choice]), listOf(next[choice])];
      if (olds.length > nexts.length && direction === 'request') {
        say(`${place}: has fewer forms than before`);
      }
      olds.forEach((one, index) => {
        if (nexts[index] !== undefined) go('', one, nexts[index]);
      });
    }
  }

  function compareTypes(place: string, old: Node, next: Node, direction: Direction): void {
    const [had, has] = [typesOf(old), typesOf(next)];
    if (had.length > 0 && has.length > 0) {
      const [narrow, wide] = direction === 'request' ? [had, has] : [has, had];
      const odd = narrow.filter((type) => !wide.includes(type) && !accepts(wide, type));
      if (odd.length > 0) say(`${place}: is ${has.join(' or ')} now, was ${had.join(' or ')}`);
    }
    const [values, now] = [textsOf(old['enum']), textsOf(next['enum'])];
    if (now.length === 0 || direction !== 'request') return;
    // Further values of an answer are no break: clients are told to expect them (docs/api/README.md).
    if (values.length === 0) say(`${place}: takes some values only now`);
    for (const value of values) if (!now.includes(value)) say(`${place}: takes ${value} no more`);
  }
}

function accepts(wide: readonly string[], type: string): boolean {
  return type === 'integer' && wide.includes('number');
}

function resolve(document: ApiDocument, node: Node): Node {
  const { $ref } = node as { $ref?: string };
  if ($ref === undefined) return node;
  return document.components?.schemas?.[$ref.split('/').at(-1) ?? ''] ?? {};
}

function bodyOf(operation: Node): Node | null {
  return contentOf(nodeOf(operation['requestBody']));
}

function contentOf(part: Node): Node | null {
  const schema = nodeOf(nodeOf(part['content'])['application/json'])['schema'];
  return schema === undefined ? null : nodeOf(schema);
}

function nodeOf(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}

function listOf(value: unknown): Node[] {
  return Array.isArray(value) ? value.map(nodeOf) : [];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function typesOf({ type }: Node): string[] {
  return Array.isArray(type) ? textsOf(type) : typeof type === 'string' ? [type] : [];
}
