import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { LocalFleet } from './local-fleet.ts';

/** Hashes of all pictures (originals and thumbnails) that the workers have on their disks now. */
export async function picturesOnWorkers(
  fleet: LocalFleet,
  workers: string[],
): Promise<Set<string>> {
  const hashes = new Set<string>();
  for (const worker of workers) {
    const folder = path.join(fleet.home, worker);
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      if (!entry.isFile() || entry.parentPath.includes('quarantine')) continue;
      const bytes = await readFile(path.join(entry.parentPath, entry.name)).catch(() => null);
      if (!bytes || !isWholeJpeg(bytes)) continue;
      hashes.add(createHash('sha256').update(bytes).digest('hex'));
    }
  }
  return hashes;
}

/** It begins with FF D8 and ends with FF D9; a draft that was never renamed does not. */
function isWholeJpeg(bytes: Buffer): boolean {
  const { length } = bytes;
  return (
    length > 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(length - 2) === 0xffd9
  );
}

export interface CloudLedger {
  /** Every picture that a row of the cloud names. */
  pictures: Set<string>;
  frames: number;
  /** Frames that are there more than once, by name or by id. */
  doubled: number;
  /** Boot epochs whose set of records has a hole. */
  holes: number;
  /** Frames whose original has not arrived. */
  withoutBytes: number;
}

/** What the cloud's database says, past its API. */
export async function readCloudLedger(fleet: LocalFleet): Promise<CloudLedger> {
  const [counts] = await fleet.sql<{ frames: string; names: string; ids: string; bytes: string }>(
    `select count(*) as frames,
            count(distinct (device_id, boot_epoch, sequence)) as names,
            count(distinct id) as ids,
            count(*) filter (where exists (select from blob where blob.sha256 = image_sha256)) as bytes
     from frame`,
  );
  const named = await fleet.sql<{ sha256: string }>(
    `select encode(image_sha256, 'hex') as sha256 from frame
     union select encode(thumbnail_sha256, 'hex') from frame
     union select encode(poster_sha256, 'hex') from timelapse`,
  );
  const [receipts] = await fleet.sql<{ holes: string }>(
    `select count(*) as holes from receipt
     where have <> '{}' and have <> int8multirange(int8range(1, upper(have)))`,
  );
  const frames = Number(counts?.frames ?? 0);
  return {
    pictures: new Set(named.map((row) => row.sha256)),
    frames,
    doubled: frames - Math.min(Number(counts?.names ?? 0), Number(counts?.ids ?? 0)),
    holes: Number(receipts?.holes ?? 0),
    withoutBytes: frames - Number(counts?.bytes ?? 0),
  };
}
