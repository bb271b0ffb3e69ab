import type { FieldError } from '../problems/invalid-request.ts';

/** The most that a JSON body may have: a batch of records is at most half of it. */
export const bodyBytesMax = 2 * 1024 * 1024;

/** NUL and halves of surrogate pairs are valid in JSON, and Postgres keeps neither. */
const unstorableText = /[\0\p{Surrogate}]/u;

/** Deeper than anything that is meant; what walks values by calling itself must not run out of stack. */
const depthMax = 64;

/** The first place of a value out of JSON that no part of the cloud could take; null where all is well. */
export function findUnacceptable(value: unknown, pointer = '', depth = 0): FieldError | null {
  if (typeof value === 'string') {
    return unstorableText.test(value) ? { pointer, message: notText } : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (depth === depthMax) {
    return { pointer, message: `must not be nested more than ${depthMax} deep` };
  }
  for (const [key, inner] of Object.entries(value)) {
    if (unstorableText.test(key)) return { pointer, message: `has a name that ${notText}` };
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const found = findUnacceptable(inner, at, depth + 1);
    if (found) return found;
  }
  return null;
}

const notText = 'must not contain NUL (U+0000) or half of a surrogate pair';
