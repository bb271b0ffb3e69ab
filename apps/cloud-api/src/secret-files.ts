import { readFileSync } from 'node:fs';
import { ConfigurationError } from '@eyrie/platform';

/** Variables whose text is a secret, or has one in it: each may be in a file that `NAME_FILE` names instead. */
const inFiles = ['DATABASE_URL', 'REDIS_URL', 'EYRIE_SMTP_URL', 'S3_SECRET_ACCESS_KEY'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with these variables read from their files. Others with `_FILE` have a rule of their own.
 * Throws `ConfigurationError` where a file cannot be read, or both are set.
 */
export function withSecretFiles(environment: Environment): Environment {
  const found: Record<string, string | undefined> = { ...environment };
  for (const name of inFiles) {
    const file = environment[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    if ((environment[name] ?? '') !== '') {
      throw new ConfigurationError([`${name} and ${name}_FILE: only one of them can be set`]);
    }
    found[name] = readSecretFile(`${name}_FILE`, file).trim();
  }
  return found;
}

/** What is in a file that a variable names. Throws `ConfigurationError`, which has nothing of its content. */
export function readSecretFile(variable: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([`${variable}: the file cannot be read (${code ?? 'unknown'})`]);
  }
}
