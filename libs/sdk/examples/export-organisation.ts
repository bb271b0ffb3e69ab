import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Eyrie } from '@eyrie/sdk';

/** Writes all that the cloud keeps of the organisation, but for its pictures, into a tar file. */
export async function exportOrganisation(eyrie: Eyrie, file: string) {
  const { id } = await eyrie.exports.begin({ with_media: false });
  await eyrie.operations.wait(id);
  const made = await eyrie.exports.list().first();
  if (!made) throw new Error('The export is gone already.');
  const archive = await eyrie.exports.file(made);
  await pipeline(archive.stream, createWriteStream(file, { mode: 0o600 }));
  return made;
}
