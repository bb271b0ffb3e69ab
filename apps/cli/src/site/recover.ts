import { createInterface } from 'node:readline/promises';
import type { ChangeAnswer, RecoveryPlan } from '@eyrie/contracts';
import { CommandFailure, exitCodes } from '../failure.ts';
import type { AdminClient } from './admin-client.ts';
import type { Coordinators } from './coordinators.ts';
import { duration } from './site-table.ts';

/** From whom to recover: who is in the group and has most; of a Pi there is one. */
export async function findSurvivor(
  coordinators: Coordinators,
): Promise<{ readonly client: AdminClient; readonly plan: RecoveryPlan }> {
  const plans = await Promise.all(
    (await coordinators.ask()).map(async ({ client }) => ({
      client,
      plan: await client.planRecovery(),
    })),
  );
  plans.sort(
    (left, right) =>
      Number(right.plan.voters > 0) - Number(left.plan.voters > 0) ||
      right.plan.lastIndex - left.plan.lastIndex,
  );
  const best = plans[0];
  if (!best) throw new CommandFailure('No coordinator answers.', exitCodes.notRunning);
  return best;
}

/** What a recovery means, for whoever has to decide it. */
export function explainRecovery(plan: RecoveryPlan, nowMs: number): string {
  const { survivor, missing, lastIndex, commitIndex } = plan;
  const lines = missing.map(({ name, nodeId, lastHeardAt }) => {
    const when =
      lastHeardAt === null
        ? 'not heard since this coordinator started'
        : `silent for ${duration(nowMs - Date.parse(lastHeardAt))} (since ${lastHeardAt})`;
    return `  ${name} (node ${nodeId}): ${when}`;
  });
  const more = lastIndex - commitIndex;
  return [
    `${plan.siteName}: epoch ${plan.fromEpoch} would be given up, and ${survivor.name} would go on alone in epoch ${plan.fromEpoch + 1}.`,
    '',
    missing.length > 0 ? 'Missing:' : 'Nobody else is known.',
    ...lines,
    '',
    plan.voters === 0
      ? `${survivor.name} has none of the site's decisions: it goes on with what the cloud knows.`
      : `${survivor.name} knows what was agreed on up to entry ${commitIndex}.` +
        (more > 0 ? ` ${more} later entries, not known to be agreed on, are dropped.` : ''),
    'What the missing ones agreed on among themselves since is lost: admissions and removals, accepted',
    'commands, leases. Frames and records are not touched: workers keep them until the cloud has them.',
    'The missing ones, should they come back, join the new epoch and take nothing along.',
  ].join('\n');
}

export interface RecoveryOptions {
  /** The site's name, given beforehand; undefined: a person is asked. */
  readonly yes: string | undefined;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Explains, asks, and does it. @throws CommandFailure where it is refused, or not confirmed. */
export async function recoverSite(
  coordinators: Coordinators,
  { yes, input, output }: RecoveryOptions,
): Promise<ChangeAnswer> {
  const { client, plan } = await findSurvivor(coordinators);
  if (plan.refusal !== null) throw new CommandFailure(`Not recovered: ${plan.refusal}`);
  output.write(`${explainRecovery(plan, Date.now())}\n\n`);
  const name = yes ?? (await askForName(input, output));
  if (name !== plan.siteName) {
    throw new CommandFailure(
      `Nothing was changed: that is not the site's name (${plan.siteName}).`,
      exitCodes.usage,
    );
  }
  return client.recover(name);
}

async function askForName(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<string> {
  if (!input.isTTY) {
    throw new CommandFailure('Nothing was changed: confirm it with --yes NAME.', exitCodes.usage);
  }
  const dialogue = createInterface({ input, output });
  try {
    return (await dialogue.question("Type the site's name to go on: ")).trim();
  } finally {
    dialogue.close();
  }
}
