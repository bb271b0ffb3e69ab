// Lets Node run the workspace's TypeScript as it stands, without a build: `node --import
// ./tools/swc-hooks.mjs --conditions=@eyrie/source apps/…/main.ts`. Compiled text is kept by the
// hash of its source, so that a second start does not even load the compiler.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(import.meta.dirname, '..');
const cacheFolder = path.join(root, 'node_modules', '.cache', 'eyrie-swc');
const require = createRequire(import.meta.url);
const configuration = JSON.parse(readFileSync(path.join(root, '.swcrc'), 'utf8'));
delete configuration.$schema;
// The loader reads x.ts itself, so relative imports must keep their ending here (not in a build).
configuration.jsc.rewriteRelativeImportExtensions = false;
const version = createHash('sha256')
  .update(JSON.stringify(configuration))
  .update(require('@swc/core/package.json').version)
  .digest('hex');

let compiler;

function compile(source, file) {
  compiler ??= require('@swc/core');
  const { code } = compiler.transformSync(source, {
    ...configuration,
    swcrc: false,
    configFile: false,
    filename: file,
    sourceMaps: 'inline',
  });
  return code;
}

function compileCached(source, file) {
  const key = createHash('sha256').update(version).update(file).update(source).digest('hex');
  const cached = path.join(cacheFolder, `${key}.mjs`);
  try {
    return readFileSync(cached, 'utf8');
  } catch {
    const code = compile(source, file);
    try {
      mkdirSync(cacheFolder, { recursive: true });
      // Written beside and renamed: processes that start together must not read half a file.
      const draft = `${cached}.${process.pid}`;
      writeFileSync(draft, code);
      renameSync(draft, cached);
    } catch {
      // A read-only checkout still runs; it only compiles each time.
    }
    return code;
  }
}

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts') || url.includes('/node_modules/')) {
      return nextLoad(url, context);
    }
    const file = fileURLToPath(url);
    const source = compileCached(readFileSync(file, 'utf8'), file);
    return { format: 'module', source, shortCircuit: true };
  },
});
