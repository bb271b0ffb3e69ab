import type { AttributeType, Block, Given, NestedBlock } from './schema.ts';

/**
 * Reads the schema of a resource out of its prebuilt binding: the JavaScript says names, types and nesting of all that it
 * writes for Terraform, the declarations say what must be given.
 */

/** Text of a module: all of its .js and all of its .d.ts, one after the other. */
export interface ModuleText {
  readonly javascript: string;
  readonly declarations: string;
}

const simple: Readonly<Record<string, AttributeType>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
  any: 'dynamic',
  stringList: 'string',
  numberList: 'number',
  booleanList: 'bool',
  anyList: 'dynamic',
  stringMap: 'string',
  numberMap: 'number',
  booleanMap: 'bool',
  anyMap: 'dynamic',
};

const getters: Readonly<Record<string, AttributeType>> = {
  String: 'string',
  Number: 'number',
  Boolean: 'bool',
  List: ['list', 'string'],
  NumberList: ['list', 'number'],
  StringMap: ['map', 'string'],
  NumberMap: ['map', 'number'],
  BooleanMap: ['map', 'bool'],
  AnyMap: ['map', 'dynamic'],
};

/** Text from `{` behind `start` to its closing brace. */
function bodyFrom(text: string, start: number): string {
  const open = text.indexOf('{', start);
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(open, at + 1);
  }
  throw new Error('A brace is never closed.');
}

export function deriveBlock(text: ModuleText, kind: 'Resource' | 'DataSource' | 'Provider'): Block {
  const extended = new RegExp(`class (\\w+) extends \\w+\\.Terraform${kind} `).exec(
    text.javascript,
  );
  const name = extended?.[1];
  if (name === undefined) throw new Error(`There is no class of a Terraform${kind}.`);
  const written = methodBody(text.javascript, name, 'synthesizeHclAttributes() {');
  const required = requiredOf(text.declarations, `${name}Config`);
  const given = blockOf(text, written, required, kind === 'Provider');
  return withComputed(text, name, given);
}

/** With what can be read and not given. */
function withComputed(text: ModuleText, className: string, given: Block): Block {
  const known = new Set([...Object.keys(given.attributes), ...Object.keys(given.blocks)]);
  const more = Object.entries(computedOf(text.javascript, className, new Set()))
    .filter(([attribute]) => !known.has(attribute))
    .map(([attribute, type]) => [attribute, ['computed', type] as const] as const);
  return { ...given, attributes: { ...given.attributes, ...Object.fromEntries(more) } };
}

function methodBody(javascript: string, className: string, method: string): string {
  const start = new RegExp(`class ${className} extends`).exec(javascript)?.index ?? -1;
  const at = javascript.indexOf(method, start);
  if (start < 0 || at < 0) throw new Error(`${className} has no ${method}`);
  return bodyFrom(javascript, at);
}

/** Names, in the binding's spelling, of what an interface demands. */
function requiredOf(declarations: string, name: string): ReadonlySet<string> {
  const at = new RegExp(`export interface ${name}( extends [^{]+)? \\{`).exec(declarations)?.index;
  if (at === undefined) throw new Error(`There are no declarations of ${name}.`);
  const body = bodyFrom(declarations, at);
  return new Set(
    [...body.matchAll(/^ {4}readonly (\w+): /gm)].map(([, property]) => property ?? ''),
  );
}

function blockOf(
  text: ModuleText,
  written: string,
  required: ReadonlySet<string>,
  isProvider: boolean,
): Block {
  const attributes: Record<string, readonly [Given, AttributeType]> = {};
  const blocks: Record<string, NestedBlock> = {};
  const entry =
    /^ +'?"?(\w+)'?"?: \{\s+value: (.*),\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)",/gm;
  for (const [, attribute = '', value = '', isBlock, type = '', storage = ''] of written.matchAll(
    entry,
  )) {
    if (attribute === 'timeouts') continue;
    const property = /(?:this\._|struct\.)(\w+)/.exec(value)?.[1] ?? '';
    const isRequired = required.has(property);
    if (isBlock === 'false') {
      const inner = simple[storage];
      if (inner === undefined) throw new Error(`${attribute} is a ${storage}: unknown.`);
      const whole: AttributeType =
        type === 'list' || type === 'set' || type === 'map' ? [type, inner] : inner;
      attributes[attribute] = [isRequired ? 'required' : 'optional', whole];
      continue;
    }
    const mapper = /(\w+)ToHclTerraform/.exec(value)?.[1];
    if (mapper === undefined) throw new Error(`${attribute} has no mapper.`);
    blocks[attribute] = nestedOf(text, mapper, {
      isRequired,
      isSingle: !/[lL]istMapperHcl/.test(value),
      type,
      isProvider,
    });
  }
  return { attributes, blocks };
}

function nestedOf(
  text: ModuleText,
  mapper: string,
  of: { isRequired: boolean; isSingle: boolean; type: string; isProvider: boolean },
): NestedBlock {
  const at = text.javascript.indexOf(`function ${mapper}ToHclTerraform(`);
  if (at < 0) throw new Error(`There is no ${mapper}ToHclTerraform.`);
  const struct = `${mapper.charAt(0).toUpperCase()}${mapper.slice(1)}`;
  const written = bodyFrom(text.javascript, at);
  const inner = blockOf(text, written, requiredOf(text.declarations, struct), of.isProvider);
  const { isRequired, isSingle, type } = of;
  if (type !== 'list' && type !== 'set' && type !== 'struct') throw new Error(`${mapper}: ${type}`);
  const nesting = type === 'struct' ? 'attribute' : type;
  const reference = `${struct}OutputReference`;
  const whole = text.javascript.includes(`class ${reference} extends`)
    ? withComputed(text, reference, inner)
    : inner;
  return { nesting, isRequired, isSingle, ...whole };
}

/** All that can be read from a class, with its type; what it holds in lists of objects too. */
function computedOf(
  javascript: string,
  className: string,
  above: ReadonlySet<string>,
): Record<string, AttributeType> {
  const start = new RegExp(`class ${className} extends`).exec(javascript)?.index;
  if (start === undefined) throw new Error(`There is no class ${className}.`);
  const body = bodyFrom(javascript, javascript.indexOf(' {', start));
  const found: Record<string, AttributeType> = {};
  const plain = /(tolist\()?this\.get(\w+)Attribute\('(\w+)'\)/g;
  for (const [, asList, getter = '', attribute = ''] of body.matchAll(plain)) {
    const type = getters[getter];
    if (type === undefined) throw new Error(`${className} gets a ${getter}: unknown.`);
    const isSet = asList !== undefined && Array.isArray(type);
    found[attribute] = isSet ? ['set', getter === 'NumberList' ? 'number' : 'string'] : type;
  }
  const maps = /new \w+\.(String|Number|Boolean|Any)Map\(this, "(\w+)"\)/g;
  for (const [, of = '', attribute = ''] of body.matchAll(maps)) {
    found[attribute] = ['map', simple[`${of.toLowerCase()}Map`] ?? 'dynamic'];
  }
  const lists =
    /new (?:\w+\.)?(\w+?)(List|OutputReference|Map)\(this, "(\w+)"(?:, (true|false))?\)/g;
  for (const [, inner = '', form, attribute = '', isSet] of body.matchAll(lists)) {
    const reference = `${inner}OutputReference`;
    if (above.has(reference) || attribute === 'timeouts' || inner === '') continue;
    if (!javascript.includes(`class ${reference} extends`)) continue;
    const object: AttributeType = [
      'object',
      computedOf(javascript, reference, new Set([...above, reference])),
    ];
    const nesting = form === 'Map' ? 'map' : isSet === 'true' ? 'set' : 'list';
    found[attribute] = form === 'OutputReference' ? object : [nesting, object];
  }
  return found;
}
