import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { idSchema } from '@eyrie/contracts';
import {
  operations,
  type ByteRange,
  type Eyrie,
  type Operation,
  type OrganisationExport,
} from '@eyrie/sdk';
import { z } from 'zod';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { checkArchive } from './archive-check.ts';
import { download } from '../media/download.ts';
import { sizeText, ProgressBar, progressLine } from '../terminal/progress-bar.ts';

export interface ExportOptions extends CloudOptions {
  out?: string;
  media: boolean;
  download: boolean;
}

/** What a run that was cut off leaves beside the file, so that the next one goes on. */
const noteSchema = z.object({ operation_id: idSchema('operation') });

/** Makes an archive, gets it, and checks it; goes on with one that an earlier run began for the same file. */
export async function exportOrganisation(options: ExportOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  const bar = new ProgressBar(process.stderr, options.json ?? false);
  const out = options.out ?? 'organisation.tar';
  const [part, note] = [`${out}.part`, `${out}.part.json`];
  const operation = await ended(eyrie, await beginOrGoOn(eyrie, note, options), bar);
  const made = await exportOf(eyrie, operation, note);
  if (!options.download) {
    await rm(note, { force: true });
    tell(options, made, `Made ${made.id}: ${sizeText(made.bytes ?? 0)}.`);
    return;
  }
  const { bytes, sha256 } = made;
  if (bytes === null || sha256 === null) throw new CommandFailure('The archive has no length.');
  // A new address each time: the last one may be over.
  const open = async (range: ByteRange) =>
    eyrie.exports.file(await exportOf(eyrie, operation, note), { range });
  await download({ part, bytes, sha256, open }, bar);
  const checked = await checkArchive(part);
  await rename(part, out);
  await rm(note, { force: true });
  bar.end(progressLine({ step: 'Download', done: bytes, total: bytes, unit: 'bytes' }));
  tell(
    options,
    { ...made, file: out, checked },
    `${out}: ${sizeText(bytes)}, ${checked.rows} rows and ${checked.files} files, all hashes right.\n` +
      `SHA-256 ${sha256}`,
  );
}

async function beginOrGoOn(
  eyrie: Eyrie,
  note: string,
  { media }: ExportOptions,
): Promise<Operation> {
  const begun = await noted(note);
  if (begun !== null) return eyrie.operations.read(begun);
  const operation = await eyrie.exports.begin({ with_media: media });
  await writeFile(note, JSON.stringify({ operation_id: operation.id }), { mode: 0o600 });
  return operation;
}

async function noted(note: string): Promise<string | null> {
  const content = await readFile(note, 'utf8').catch(() => null);
  if (content === null) return null;
  try {
    return noteSchema.parse(JSON.parse(content)).operation_id;
  } catch {
    throw new CommandFailure(`${note} is damaged. Remove it to begin a new archive.`);
  }
}

/** Waits for its end, and shows how far it is. Throws where it did not succeed. */
async function ended(eyrie: Eyrie, begun: Operation, bar: ProgressBar): Promise<Operation> {
  let operation = begun;
  while (!operation.done) {
    bar.show(progressLine(operation.progress));
    operation = await eyrie.call(operations.operationsRead, {
      path: { id: begun.id },
      query: { wait_seconds: 1 },
    });
  }
  const { state, error, progress } = operation;
  if (state === 'succeeded') {
    bar.end(progressLine({ ...progress, step: 'Made' }));
    return operation;
  }
  const why = error === null ? '' : ` ${error.detail ?? error.title} (${error.code})`;
  throw new CommandFailure(`The export ${begun.id} ${state}.${why}`);
}

async function exportOf(
  eyrie: Eyrie,
  { result }: Operation,
  note: string,
): Promise<OrganisationExport> {
  const id = String(result?.['export_id']);
  const all = await eyrie.exports.list().toArray();
  const found = all.find((one) => one.id === id);
  if (found) return found;
  throw new CommandFailure(
    `The archive ${id} is over: they are kept for two days. Remove ${note} to begin a new one.`,
  );
}

function tell({ json }: CloudOptions, value: unknown, text: string): void {
  console.log(json ? JSON.stringify(value) : text);
}

/** `eyrie organisation verify FILE`. */
export async function verifyArchive(file: string, { json }: CloudOptions): Promise<void> {
  const checked = await checkArchive(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new CommandFailure(`There is no file ${file}.`, exitCodes.usage);
  });
  tell(
    json ? { json } : {},
    { file, ...checked },
    `${file} is whole: ${checked.rows} rows and ${checked.files} files in ${checked.entries} entries, ` +
      `of ${checked.organisation_id} at ${checked.finished_at}.`,
  );
}
