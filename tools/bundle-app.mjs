// Builds an app of the edge into a few files: `node ../../tools/bundle-app.mjs [FOLDER]` in its folder. What it imports, packages
// and our libraries alike, goes into dist/main.js, what is imported only when it is needed into parts beside
// it. Why: docs/decisions/0067-weight-of-edge-processes.md.
import { readFileSync, writeFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { transform } from '@swc/core';
import { rolldown } from 'rolldown';

const app = process.cwd();
const target = path.resolve(process.argv[2] ?? 'dist');
const swc = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../.swcrc'), 'utf8'));
delete swc.$schema;
// The bundler follows the imports as they are written.
swc.jsc.rewriteRelativeImportExtensions = false;

/** With machine code, or a program: they stay packages. */
const unbundled = [/^sharp$/, /^@ffmpeg-installer\//];
/** NestJS looks for these, and goes on without them. */
const absent = [/^@nestjs\/(microservices|websockets|platform-express)(\/|$)/, /^class-/];

const threadEntry = /new URL\('\.\/([\w-]+)\.ts', import\.meta\.url\)/g;

/** Our sources: SWC, since decorators need the types of what they inject. A thread gets a file of its own. */
const sources = {
  name: 'eyrie-sources',
  load: {
    filter: { id: /\.ts$/ },
    async handler(file) {
      const source = readFileSync(file, 'utf8');
      for (const [, name] of source.matchAll(threadEntry)) {
        const id = path.join(path.dirname(file), `${name}.ts`);
        this.emitFile({ type: 'chunk', id, fileName: `${name}.js` });
      }
      const options = { ...swc, swcrc: false, configFile: false, filename: file, sourceMaps: true };
      return { ...(await transform(source, options)), moduleType: 'js' };
    },
  },
};

const bundle = await rolldown({
  input: { main: path.join(app, 'src/main.ts') },
  platform: 'node',
  external: [...unbundled, ...absent],
  resolve: { conditionNames: ['@eyrie/source', 'node', 'import', 'default'] },
  plugins: [sources],
  // Elsewhere it is part of the process already.
  checks: { ineffectiveDynamicImport: false },
});
const { output } = await bundle.write({
  dir: target,
  cleanDir: true,
  format: 'esm',
  entryFileNames: '[name].js',
  // All in one folder: what our code looks for beside itself is there, wherever it went.
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  comments: false,
  minify: {
    // Names of classes and functions are in logs, metrics and stacks.
    compress: { keepNames: { class: true, function: true } },
    mangle: { keepNames: true },
    // A single other character, and V8 keeps the whole text at two bytes each.
    codegen: { removeWhitespace: true, asciiOnly: true },
  },
});
await bundle.close();
writeFileSync(path.join(target, 'licenses.txt'), licensesOf(output));
writeFileSync(path.join(target, 'packages.json'), `${JSON.stringify(packagesBeside(output))}\n`);

/** The packages that are not in the bundle and must be installed where it runs. */
function packagesBeside(chunks) {
  const names = chunks.flatMap(({ imports = [], dynamicImports = [] }) => [
    ...imports,
    ...dynamicImports,
  ]);
  return [...new Set(names)].filter((name) => unbundled.some((one) => one.test(name))).sort();
}

/** The packages whose code is in the bundle, with what they want to be said of them. */
function licensesOf(chunks) {
  const folders = new Set(
    chunks
      .flatMap(({ moduleIds }) => moduleIds ?? [])
      .map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0])
      .filter((folder) => folder !== undefined),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(path.join(folder, 'package.json'), 'utf8'),
    );
    const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
    const words = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...words].join('\n\n');
  });
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
