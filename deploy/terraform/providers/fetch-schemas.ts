// `npm run terraform:schemas [-- NAME…]`: fetches the providers' prebuilt bindings (1 GB unpacked, so they are no dependency) and
// writes schemas/*.json, what the stacks need of them. To be run when bindings.json changes; then `npm run generate`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { deriveBlock, type ModuleText } from './derive.ts';
import type { Block, ProviderSchema } from './schema.ts';

interface Binding {
  readonly source: string;
  readonly version: string;
  readonly package: string;
  readonly integrity: string;
  /** Blocks that are kept beside those that must be given; the others are left out, for nobody uses them. */
  readonly provider: readonly string[];
  readonly data: Readonly<Record<string, readonly string[]>>;
  readonly resources: Readonly<Record<string, readonly string[]>>;
}

const here = import.meta.dirname;
const bindings = JSON.parse(readFileSync(path.join(here, 'bindings.json'), 'utf8')) as Record<
  string,
  Binding
>;

/** `aws_route53_zone` → `route53-zone`; of what is read `data-aws-route53-zone`. */
function moduleOf(type: string, isData: boolean): string {
  const words = type.split('_');
  return isData ? `data-${words.join('-')}` : words.slice(1).join('-');
}

function textOf(folder: string): ModuleText {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const join = (end: string): string =>
    files
      .filter((file) => file.endsWith(end))
      .map((file) => readFileSync(path.join(folder, file), 'utf8'))
      .join('\n');
  return { javascript: join('.js'), declarations: join('.d.ts') };
}

function onlyBlocks(block: Block, kept: readonly string[]): Block {
  for (const name of kept) {
    if (block.blocks[name] === undefined) throw new Error(`There is no block ${name}.`);
  }
  const blocks = Object.entries(block.blocks).filter(
    ([name, { isRequired }]) => isRequired || kept.includes(name),
  );
  return { attributes: block.attributes, blocks: Object.fromEntries(blocks) };
}

function schemaOf(binding: Binding, folder: string): ProviderSchema {
  const read = (module: string, kind: 'Resource' | 'DataSource' | 'Provider'): Block =>
    deriveBlock(textOf(path.join(folder, 'package/lib', module)), kind);
  const all = (
    types: Readonly<Record<string, readonly string[]>>,
    kind: 'Resource' | 'DataSource',
  ): Record<string, Block> =>
    Object.fromEntries(
      Object.entries(types).map(([type, kept]) => {
        const block = read(moduleOf(type, kind === 'DataSource'), kind);
        return [type, onlyBlocks(block, kept)];
      }),
    );
  return {
    source: binding.source,
    version: binding.version,
    provider: onlyBlocks(read('provider', 'Provider'), binding.provider),
    resources: all(binding.resources, 'Resource'),
    data: all(binding.data, 'DataSource'),
  };
}

/** One line for each attribute, so that a change can be read. */
function asText(value: unknown, indent = ''): string {
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap || Object.keys(value).length === 0) return JSON.stringify(value);
  const inner = `${indent} `;
  const lines = Object.entries(value).map(
    ([key, held]) => `${inner}${JSON.stringify(key)}: ${asText(held, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

const wantedNames = process.argv.slice(2);
for (const [name, binding] of Object.entries(bindings)) {
  if (wantedNames.length > 0 && !wantedNames.includes(name)) continue;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eyrie-bindings-'));
  try {
    const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe', maxBuffer: 1e8 } as const;
    const packed = execFileSync('npm', ['pack', '--json', binding.package], options);
    const [found] = JSON.parse(packed) as [{ filename: string; integrity: string }];
    if (found.integrity !== binding.integrity) {
      throw new Error(`${binding.package} is not the one that was looked at: ${found.integrity}`);
    }
    const types = (of: object, isData: boolean): string[] =>
      Object.keys(of).map((type) => `package/lib/${moduleOf(type, isData)}`);
    const wanted = [
      'package/lib/provider',
      ...types(binding.resources, false),
      ...types(binding.data, true),
    ];
    execFileSync('tar', ['xzf', found.filename, ...wanted], options);
    const file = path.join(here, 'schemas', `${name}.json`);
    writeFileSync(file, `${asText(schemaOf(binding, folder))}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
