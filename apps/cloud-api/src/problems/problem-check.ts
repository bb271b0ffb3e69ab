import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { problemGuide } from './problem-guide.ts';
import { frameworkCodes, statusOfKind } from './problem.ts';

/** Codes that no class of an error has. */
const ofTheMapper: Readonly<Record<string, number>> = {
  'request.refused': 400,
  'server.unavailable': 503,
  'server.error': 500,
};

const declaration = /readonly kind(?:: \w+)? = '([a-z-]+)'[^;]*;\s*readonly code = '([^']+)'/g;

/** The codes of all errors in the sources under `folder`, with the status of their kind. */
async function declaredCodes(folder: string): Promise<Map<string, number>> {
  const codes = new Map(Object.entries(ofTheMapper));
  for (const [status, code] of Object.entries(frameworkCodes)) codes.set(code, Number(status));
  const files = await readdir(folder, { recursive: true });
  for (const file of files) {
    if (!file.endsWith('.ts') || /spec\.ts$|^testing[/\\]/.test(file)) continue;
    const source = await readFile(path.join(folder, file), 'utf8');
    for (const [, kind = '', code = ''] of source.matchAll(declaration)) {
      codes.set(code, statusOfKind[kind as keyof typeof statusOfKind]);
    }
  }
  return codes;
}

/** What is missing in the guide, is too much in it, or has another status there: a line each. */
export async function unfitProblems(folder: string): Promise<string[]> {
  const declared = await declaredCodes(folder);
  const missing = [...declared]
    .filter(([code]) => !Object.hasOwn(problemGuide, code))
    .map(([code, status]) => `${code} (${status}) is missing: say what it means and what to do.`);
  const others = Object.entries(problemGuide).flatMap(([code, [status]]) => {
    const own = declared.get(code);
    if (own === undefined) return [`${code} is no error of the code any more: take it out.`];
    return own === status ? [] : [`${code} has the status ${own}, not ${status}.`];
  });
  return [...missing, ...others];
}
