import { readFileSync } from 'node:fs';

const packageFile = new URL('../package.json', import.meta.url);

/** The version this process was built from. All packages of the workspace share one. */
export const version = (JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string })
  .version;
