import path from 'node:path';
import {
  claimsAreUsed,
  enrolled,
  flashPi,
  inspectCard,
  patienceMs,
  servicesReady,
} from './boot.ts';
import type { HostCloud } from './cloud.ts';
import { eventually, Hopeless } from './eventually.ts';
import { plain, type RunLog } from './report.ts';

export interface Cuts {
  readonly kills: number;
  readonly atOnce: number;
  /**
   * Processor time of a whole start. Moments are drawn from all of it and a tenth more, one from each of as
   * many equal parts as there are cards.
   */
  readonly windowSeconds: number;
  /** After so long since the process began no further card is started. */
  readonly untilMs: number;
  readonly log: RunLog;
}

/** Cards that are cut off during their first start, and started again. Resolves with how many did not come back. */
export async function cutOff(
  cloud: HostCloud,
  image: string,
  folder: string,
  { kills, atOnce, windowSeconds, untilMs, log }: Cuts,
): Promise<number> {
  // The last moments lie after enrolment; a cut there must be survived as well.
  const moments = Array.from(
    { length: kills },
    (_, index) => ((index + Math.random()) / kills) * windowSeconds * 1.1,
  );
  // An early and a late one first: they are there even where time runs out.
  const order = [...moments.keys()].map((index) =>
    index % 2 === 0 ? index / 2 : kills - (index + 1) / 2,
  );
  let failed = 0;
  const workThrough = async (): Promise<void> => {
    for (let next = order.shift(); next !== undefined; next = order.shift()) {
      const moment = moments[next] ?? 0;
      if (performance.now() > untilMs) {
        log.say(`cut ${next + 1}: not begun, the time is up`);
        failed += 1;
        continue;
      }
      const place = path.join(folder, `cut-${next + 1}`);
      const cameBack = await cutOne(cloud, image, place, `cut ${next + 1}`, moment, log);
      if (!cameBack) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, workThrough));
  return failed;
}

/** True where the card came back. */
async function cutOne(
  cloud: HostCloud,
  image: string,
  folder: string,
  name: string,
  moment: number,
  log: RunLog,
): Promise<boolean> {
  const card = await flashPi(cloud, image, folder, path.basename(folder));
  try {
    card.pi.start();
    await eventually('the moment has come', patienceMs, () => {
      if (card.pi.hasEnded) throw new Hopeless('The machine has ended by itself.');
      return card.pi.processorSeconds >= moment || null;
    });
    await card.pi.kill();
    log.say(
      `${name}: after ${moment.toFixed(1)} s of processor, at "${lastWords(card.pi.console)}"`,
    );
    const againMs = performance.now();
    card.pi.start();
    await enrolled(cloud, card);
    const seconds = ((performance.now() - againMs) / 1000).toFixed(0);
    await servicesReady(card);
    await card.pi.kill();
    const { wrong: found, notes } = inspectCard(card, { wasCut: true });
    const wrong = [...found, ...lossesIn(card.pi.console)];
    if (!(await claimsAreUsed(cloud, card.site))) wrong.push('the cloud would take a claim again');
    const words = [...wrong, ...notes].join('; ');
    log.say(`${name}: enrolled ${seconds} s after the second start; ${words || 'all is well'}`);
    return wrong.length === 0;
  } catch (error) {
    log.say(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  } finally {
    await card.pi.kill();
  }
}

/** What a file system that lost something says; replaying its journal is no loss. */
function lossesIn(console: string): string[] {
  const words = /UNEXPECTED INCONSISTENCY|EXT4-fs error|emergency mode|Kernel panic/g;
  return [...new Set(console.match(words) ?? [])].map((found) => `the console says "${found}"`);
}

function lastWords(console: string): string {
  return plain(console).split('\n').at(-1)?.slice(0, 120) ?? '';
}
