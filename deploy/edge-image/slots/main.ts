import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Card } from './card.ts';
import { factsOf, tellFacts } from './facts.ts';
import { markSettled, seenOn, thisPi } from './pi.ts';
import { round } from './round.ts';
import { StateFile } from './state-file.ts';
import { nightOf } from './when.ts';

// Run on the Pi at its start and every few minutes, by Node as it is: no build, no packages (docs/edge-image.md).
const minuteMs = 60_000;
const runFolder = '/run/eyrie';
const facts = path.join(runFolder, 'system.json');
const updates = '/data/updates';
const work = '/run/eyrie-slots';
const say = (text: string): void => console.log(`eyrie-slots: ${text}`);

const minutes = (name: string, otherwise: number): number => {
  const value = Number(process.env[name] ?? otherwise);
  if (!(value >= 0)) throw new Error(`${name} is no number of minutes.`);
  return value * minuteMs;
};

const lookAgainHours = Number(process.env['EYRIE_LOOK_AGAIN_HOURS'] ?? 20);
const night = nightOf(process.env['EYRIE_NIGHT'] ?? '1-5', lookAgainHours);
for (const folder of [work, updates]) await mkdir(folder, { recursive: true, mode: 0o755 });
const card = await Card.find(work);
const state = new StateFile('/data/system/slots.json');
const machine = thisPi({
  card,
  state,
  health: {
    roles: path.join(runFolder, 'roles'),
    services: '/data/eyrie',
    cloudUrl: process.env['PROVISION_URL'] ?? null,
  },
  // Made of the board's serial number (eyrie-overlay).
  board: await readFile('/etc/machine-id', 'utf8'),
  updates,
  work,
  lower: '/media/root-lower',
  night,
  settledMs: minutes('EYRIE_SETTLED_MINUTES', 10),
  trialMs: minutes('EYRIE_TRIAL_MINUTES', 15),
  say,
});

const tell = async (): Promise<void> => {
  const seen = await seenOn(card);
  await tellFacts(facts, factsOf(await state.read(), seen, Date.now()));
  if (seen.running === seen.committed) await markSettled(runFolder);
};

await tell();
try {
  await round(await state.read(), machine);
} finally {
  await tell();
}
