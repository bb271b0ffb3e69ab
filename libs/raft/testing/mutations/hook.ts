import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findMutation } from './catalogue.ts';
import { editsOf, patched } from './mutation.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

interface Compiler {
  transformSync(source: string, options: object): { code: string };
}

/** From now on the module that the mutation is about is loaded with the bug in it. */
export function applyMutation(id: string): void {
  const mutation = findMutation(id);
  const targets = new Set(editsOf(mutation).map(({ file }) => path.join(ROOT, file)));
  registerHooks({
    load(url, context, nextLoad) {
      const target = url.startsWith('file:') ? fileURLToPath(url) : '';
      if (!targets.has(target)) return nextLoad(url, context);
      const source = readFileSync(target, 'utf8');
      const compiler = createRequire(import.meta.url)('@swc/core') as Compiler;
      const { code } = compiler.transformSync(
        patched(mutation, path.relative(ROOT, target), source),
        {
          swcrc: false,
          configFile: false,
          filename: target,
          module: { type: 'es6' },
          jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
          sourceMaps: 'inline',
        },
      );
      return { format: 'module', source: code, shortCircuit: true };
    },
  });
}
