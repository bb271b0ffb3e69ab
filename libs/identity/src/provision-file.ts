import { open, readFile } from 'node:fs/promises';
import { hasDiskCode } from '@eyrie/journal';

/** What `provision.txt` says; lines are `KEY=value`, others and `#` comments are passed over. */
export interface Provisioning {
  readonly url: string | null;
  readonly token: string | null;
}

const tokenLine = /^([ \t]*PROVISION_TOKEN[ \t]*=[ \t]*)(\S+)/m;
const urlLine = /^[ \t]*PROVISION_URL[ \t]*=[ \t]*(\S+)/m;
/** A token that was wiped leaves dashes of its own length. */
const wiped = /^-+$/;

/** Reads the file; one that is not there says nothing. */
export async function readProvisionFile(path: string): Promise<Provisioning> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (hasDiskCode(error, 'ENOENT')) return '';
    throw error;
  });
  const token = unquote(tokenLine.exec(text)?.[2]);
  return {
    url: unquote(urlLine.exec(text)?.[1]),
    token: token === null || wiped.test(token) ? null : token,
  };
}

/**
 * Wipes the token out of the file once it was used. The bytes are overwritten in their place, as a
 * new file would leave the old one's blocks readable on the card; a power cut half-way leaves a
 * token that is good for nothing. True when there was one.
 */
export async function wipeProvisionFile(path: string): Promise<boolean> {
  const text = await readFile(path, 'latin1').catch((error: unknown) => {
    if (hasDiskCode(error, 'ENOENT')) return '';
    throw error;
  });
  const found = tokenLine.exec(text);
  const token = found?.[2];
  if (!found || token === undefined || wiped.test(token)) return false;
  const file = await open(path, 'r+');
  try {
    const offset = found.index + (found[1] ?? '').length;
    await file.write('-'.repeat(token.length), offset, 'latin1');
    await file.datasync();
  } finally {
    await file.close();
  }
  return true;
}

function unquote(value: string | undefined): string | null {
  if (value === undefined) return null;
  return value.replace(/^(["'])(.*)\1$/, '$2');
}
