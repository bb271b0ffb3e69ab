import type { AttributeType, Block, ProviderSchema } from './schema.ts';

/** TypeScript for a provider: what its resources, data sources and itself take and give. */
export function renderTypes(name: string, { source, version, ...schema }: ProviderSchema): string {
  const prefix = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const parts = [
    ['Resource', 'A resource of', schema.resources],
    ['Data', 'What is read from', schema.data],
  ] as const;
  const used = parts.filter(([, , blocks]) => Object.keys(blocks).length > 0);
  const classes = used.map(
    ([kind, what, blocks]) => `interface ${prefix}${kind}Types {
${Object.entries(blocks)
  .map(([type, block]) => `  ${type}: { takes: ${takes(block)}; gives: ${gives(block)} };\n`)
  .join('')}}

/** ${what} ${source}, by its type. */
export class ${prefix}${kind}<T extends keyof ${prefix}${kind}Types> extends ${kind}<${prefix}${kind}Types, T> {}
`,
  );
  const settings = takes(schema.provider);
  const imported = ['ConfiguredProvider', ...used.map(([kind]) => kind)];
  if ([...classes, settings].join().includes('Reference')) imported.push('type Reference');
  return `/* Written by \`npm run generate\` from schemas/${name}.json. */
import { ${imported.join(', ')} } from './resource.ts';

${classes.join('\n')}
/** The provider ${source}: the version that the types were made from, or a later minor one. */
export class ${prefix}Provider extends ConfiguredProvider<${settings}> {
  static readonly binding = { source: '${source}', version: '${version}' } as const;
}
`;
}

function takes({ attributes, blocks }: Block): string {
  const settable = Object.entries(attributes).filter(([, [given]]) => given !== 'computed');
  const fields = settable.map(
    ([name, [given, type]]) =>
      `readonly ${name}${given === 'required' ? '' : '?'}: ${typed(type)};`,
  );
  const nested = Object.entries(blocks).map(([name, block]) => {
    const inner = takes(block);
    return `readonly ${name}${block.isRequired ? '' : '?'}: ${block.isSingle ? inner : `readonly (${inner})[]`};`;
  });
  return `{ ${[...fields, ...nested].join(' ')} }`;
}

function gives({ attributes, blocks }: Block): string {
  const names = [...Object.keys(attributes), ...Object.keys(blocks)];
  return names.length === 0 ? 'never' : names.map((name) => `'${name}'`).join(' | ');
}

function typed(type: AttributeType): string {
  switch (type) {
    case 'string':
      return 'string';
    case 'number':
      return 'number | Reference';
    case 'bool':
      return 'boolean | Reference';
    case 'dynamic':
      return 'unknown';
    default:
  }
  if (type[0] === 'object') throw new Error('An object in an attribute that is given: unknown.');
  const inner = typed(type[1]);
  return type[0] === 'map'
    ? `Readonly<Record<string, ${inner}>> | Reference`
    : `readonly (${inner})[] | Reference`;
}
