import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { addGrain, paintFrames } from '../timelapse/frames.ts';

/** Pictures of one size, made beforehand: painting them is no part of what is measured. */
export interface Pictures {
  /** As the camera process serves it. */
  readonly name: string;
  readonly folder: string;
}

export async function makePictures(
  ffmpeg: string,
  folder: string,
  { name, count, width, height }: { name: string; count: number; width: number; height: number },
): Promise<Pictures> {
  const [clean, large, grainy] = ['clean', 'large', 'grainy'].map((one) =>
    path.join(folder, `${name}-${one}`),
  ) as [string, string, string];
  for (const made of [clean, large, grainy]) await mkdir(made);
  const painted = { width: Math.min(width, 1920), height: Math.min(height, 1080) };
  await paintFrames({ folder: clean, count, ...painted });
  for (const file of await readdir(clean)) {
    const picture = await readFile(path.join(clean, file));
    const enlarged = await sharp(picture)
      .resize({ width, height, fit: 'fill' })
      .jpeg({ quality: 95 })
      .toBuffer();
    await writeFile(path.join(large, file), enlarged);
  }
  await addGrain(ffmpeg, large, grainy);
  return { name, folder: grainy };
}
