import { validateFrame } from '../src/index.ts';
import { breakages, rightReasons, spoil, type Breakage } from './broken-frames.ts';
import type { Confusion } from './confusion.ts';
import { photographed } from './real-photographs.ts';
import { film, sceneSize, soiledScenes } from './soiled-scenes.ts';

/** Shows the validator every frame of one simulated camera, and each breakage of its clear ones. */
export async function judgeCamera(
  seed: string,
  number: number,
  table: Confusion,
  frames?: number,
): Promise<void> {
  let clear = 0;
  const footage = await film(seed, number, frames);
  for await (const { jpeg, condition, reference } of soiledScenes(footage, number)) {
    const check = await validateFrame(jpeg, { ...sceneSize, scene: reference });
    table.add(condition, check.ok ? (check.lens?.condition ?? 'unknown') : check.reason);
    if (condition !== 'clear' || !check.ok) continue;
    clear += 1;
    for (const how of breakages) {
      const broken = await spoil(jpeg, how, number * 100 + clear);
      const previous = how === 'frozen' ? check.measure : undefined;
      const answer = await validateFrame(broken, { ...sceneSize, scene: reference, previous });
      table.add(how, answer.ok ? (answer.lens?.condition ?? 'unknown') : classOf(answer.reason));
    }
  }
}

/** Shows it one photograph, clear and with each fault of the lens painted onto it. */
export async function judgePhotograph(
  file: string,
  number: number,
  table: Confusion,
): Promise<void> {
  for await (const { jpeg, condition, reference } of soiledScenes(
    await photographed(file, number),
    number,
  )) {
    const check = await validateFrame(jpeg, { ...sizeOf(jpeg), scene: reference });
    table.add(condition, check.ok ? (check.lens?.condition ?? 'unknown') : classOf(check.reason));
  }
}

function classOf(reason: string): string {
  const found = Object.entries(rightReasons).find(([, reasons]) => reasons.includes(reason));
  return (found?.[0] as Breakage | undefined) ?? reason;
}

/** From the frame header: the size that a camera would have promised. */
function sizeOf(jpeg: Uint8Array): { width: number; height: number } {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.length);
  let at = 2;
  while (at < jpeg.length) {
    const marker = view.getUint8(at + 1);
    if (marker >= 0xc0 && marker <= 0xc2) {
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += 2 + view.getUint16(at + 2);
  }
  throw new Error('The picture has no frame header.');
}
