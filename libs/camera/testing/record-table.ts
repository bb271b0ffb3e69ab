import { readFile, writeFile } from 'node:fs/promises';

const document = new URL('../../../docs/capture.md', import.meta.url);

/** Puts what was measured into docs/capture.md, in place of what stands there between the marks of that name. */
export async function recordTable(name: string, text: string): Promise<void> {
  const before = await readFile(document, 'utf8');
  const [open, close] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [before.indexOf(open), before.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`docs/capture.md has no marks "${open}", "${close}".`);
  const after = `${before.slice(0, from + open.length)}\n\n${text}\n\n${before.slice(to)}`;
  await writeFile(document, after);
}
