// The generated half of libs/sdk: types of every operation by @hey-api/openapi-ts, and a table of the
// operations by those types. Both follow from the OpenAPI document alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createClient } from '@hey-api/openapi-ts';
import { format, resolveConfig } from 'prettier';

const root = path.resolve(import.meta.dirname, '..');
const folder = 'libs/sdk/src/generated';
const head = '// Written by `npm run generate` from docs/api/openapi.json.\n';

/** What only sites and probes ask is nothing for integrators. */
const tagsLeftOut: readonly string[] = ['edge', 'health'];

interface DocumentedOperation {
  readonly operationId: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
}

/** What of an OpenAPI document is looked at. */
interface ApiDocument {
  readonly paths: object;
}

const methods: readonly string[] = ['get', 'post', 'put', 'patch', 'delete'];

/** The generated files by name, formatted. The same document gives the same text. */
export async function sdkFiles(document: ApiDocument): Promise<Map<string, string>> {
  const files = new Map([
    [`${folder}/types.gen.ts`, await typesOf(document)],
    [`${folder}/operations.gen.ts`, operationsOf(document)],
  ]);
  const style = await resolveConfig(path.join(root, 'package.json'));
  for (const [name, text] of files) {
    files.set(name, await format(head + text, { ...style, parser: 'typescript' }));
  }
  return files;
}

const readme = 'libs/sdk/README.md';
const examples = 'libs/sdk/examples';

/**
 * The README with the code of the examples, as it is tested, at their marks:
 * `<!-- example: file.ts -->` and the fence that follows it. Throws where an example is not shown.
 */
export function sdkReadme(): [file: string, text: string] {
  const unseen = new Set(readdirSync(path.join(root, examples)));
  const text = readFileSync(path.join(root, readme), 'utf8').replaceAll(
    /(<!-- example: (\S+) -->\n)\n```ts\n[^]*?```\n/g,
    (_, mark: string, file: string) => {
      unseen.delete(file);
      const code = readFileSync(path.join(root, examples, file), 'utf8');
      return `${mark}\n\`\`\`ts\n${code}\`\`\`\n`;
    },
  );
  if (unseen.size > 0) throw new Error(`${readme} does not show ${[...unseen].join(', ')}.`);
  return [readme, text];
}

async function typesOf(document: ApiDocument): Promise<string> {
  const output = mkdtempSync(path.join(os.tmpdir(), 'eyrie-sdk-'));
  try {
    await createClient({
      input: document as unknown as Record<string, unknown>,
      logs: { level: 'silent', file: false },
      parser: { filters: { tags: { exclude: [...tagsLeftOut] } } },
      output: { path: output, header: [], postProcess: [], entryFile: false },
      plugins: ['@hey-api/typescript'],
    });
    return readFileSync(path.join(output, 'types.gen.ts'), 'utf8');
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function operationsOf({ paths }: ApiDocument): string {
  const types = new Set<string>();
  const rows: string[] = [];
  for (const [url, item] of Object.entries(paths) as [string, object][]) {
    for (const [method, value] of Object.entries(item)) {
      if (!methods.includes(method)) continue;
      const operation = value as DocumentedOperation;
      if (operation.tags?.some((tag) => tagsLeftOut.includes(tag))) continue;
      const name = camelCase(operation.operationId);
      const type = name.charAt(0).toUpperCase() + name.slice(1);
      types.add(`${type}Data`).add(`${type}Responses`);
      rows.push(
        '',
        `/** ${operation.summary ?? operation.operationId} */`,
        `export const ${name}: ApiOperation<${type}Data, ${type}Responses> = {`,
        `  method: '${method.toUpperCase()}', path: '${url}' };`,
      );
    }
  }
  return [
    "import type { ApiOperation } from '../api-operation.ts';",
    `import type { ${[...types].sort().join(', ')} } from './types.gen.ts';`,
    ...rows,
  ].join('\n');
}

/** As the library names its types: `account.second-factor.set-up` is accountSecondFactorSetUp. */
function camelCase(operationId: string): string {
  return operationId.replace(/[.-]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
