import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import type { ChangeAnswer, SiteStatus } from '@eyrie/contracts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { Coordinators, memberCalled } from './coordinators.ts';
import { paintFor } from '../terminal/paint.ts';
import { recoverSite } from './recover.ts';
import { addPlaces } from './site-places.ts';
import { addRotation } from './rotate-ca.ts';
import { formatSite } from './site-table.ts';
import { watchSite } from './watch.ts';

interface SiteOptions {
  data?: string;
  json?: boolean;
}

const settledMsMax = 30_000;

/** `eyrie site …`: a site's coordinators, from one of them or in the local fleet. */
export function siteCommand(): Command {
  const site = new Command('site')
    .alias('sites')
    .description(
      'Sites, at the cloud and by their own coordinators. Most commands ask the cloud; status, remove, replace, transfer, rejoin and recover speak to a\n' +
        "site's coordinators themselves: on a Pi to that of --data or EYRIE_DATA, else to the local fleet.",
    );
  addPlaces(site);
  addStatus(site);
  addChanges(site);
  addRecovery(site);
  addRotation(site);
  return site;
}

function addStatus(site: Command): void {
  command(site, 'status', 'Every coordinator with its role, lag, contact, disk and card.')
    .option('--watch', 'go on showing it, every second, until Ctrl-C')
    .action(async (options: SiteOptions & { watch?: boolean }) => {
      const find = (): Promise<Coordinators> => Coordinators.find(options.data, process.env);
      if (options.watch) {
        const end = new AbortController();
        process.once('SIGINT', () => end.abort());
        process.once('SIGTERM', () => end.abort());
        const format = options.json ? (status: SiteStatus) => JSON.stringify(status) : pretty;
        await watchSite({ find, format, out: process.stdout, signal: end.signal });
        return;
      }
      const status = await (await find()).status();
      console.log(options.json ? JSON.stringify(status, null, 2) : pretty(status));
      if (!status.hasQuorum) process.exitCode = exitCodes.tryAgain;
    });
}

function addChanges(site: Command): void {
  command(
    site,
    'remove <node>',
    'Take a coordinator out, by name or number; a leader hands over first.',
  )
    .option('--force', 'though the site would decide nothing any more until others come back')
    .action(async (node: string, options: SiteOptions & { force?: boolean }) => {
      const coordinators = await Coordinators.find(options.data, process.env);
      const { nodeId, name } = memberCalled(await coordinators.status(), node);
      const answer = await (await coordinators.leader()).remove(nodeId, options.force ?? false);
      tell(options, answer);
      await untilSettled(options, coordinators, (status) =>
        status.members.every(
          (member) => member.nodeId !== nodeId || ['removed', 'waiting'].includes(member.standing),
        ),
      );
      if (!options.json) console.log(`${name} is out.`);
    });
  command(
    site,
    'replace <old> <new>',
    'One coordinator goes and another comes, in one change.',
  ).action(async (oldNode: string, newNode: string, options: SiteOptions) => {
    const coordinators = await Coordinators.find(options.data, process.env);
    const status = await coordinators.status();
    const [old, next] = [memberCalled(status, oldNode), memberCalled(status, newNode)];
    const client = await coordinators.leader();
    tell(options, await client.replace(old.nodeId, next.nodeId));
    await untilSettled(options, coordinators, ({ members }) =>
      members.some(({ nodeId, standing }) => nodeId === next.nodeId && standing === 'voter'),
    );
  });
  command(
    site,
    'transfer [node]',
    'Hand the leadership to a coordinator, or to the one that has most.',
  ).action(async (node: string | undefined, options: SiteOptions) => {
    const coordinators = await Coordinators.find(options.data, process.env);
    const to = node === undefined ? null : memberCalled(await coordinators.status(), node).nodeId;
    tell(options, await (await coordinators.leader()).transfer(to));
  });
  command(
    site,
    'rejoin [node]',
    'Let a coordinator come back that was taken out; run it there.',
  ).action(async (node: string | undefined, options: SiteOptions) => {
    const coordinators = await Coordinators.find(options.data, process.env);
    if (coordinators.isFleet && node === undefined) {
      throw new CommandFailure('Which coordinator? eyrie site rejoin NAME', exitCodes.usage);
    }
    tell(options, await (await coordinators.named(node ?? '')).rejoin());
  });
}

function addRecovery(site: Command): void {
  command(
    site,
    'recover',
    'Go on with one survivor when the majority is lost for good. Says what is lost, and asks.',
  )
    .option('--yes <name>', "the site's name, for scripts")
    .action(async (options: SiteOptions & { yes?: string }) => {
      const coordinators = await Coordinators.find(options.data, process.env);
      const { stdin: input, stderr: output } = process;
      const answer = await recoverSite(coordinators, { yes: options.yes, input, output });
      tell(options, answer);
      // The survivor closes the old log and opens a new one before it answers again.
      await untilSettled(options, coordinators, ({ leaderNodeId, hasQuorum }) => {
        return leaderNodeId !== null && hasQuorum;
      });
    });
}

function command(site: Command, usage: string, description: string): Command {
  return site
    .command(usage)
    .description(description)
    .option('--data <folder>', "the coordinator's data folder; default EYRIE_DATA")
    .option('--json', 'for programs');
}

function tell(options: SiteOptions, answer: ChangeAnswer): void {
  console.log(options.json ? JSON.stringify(answer, null, 2) : answer.message);
}

async function untilSettled(
  { json }: SiteOptions,
  coordinators: Coordinators,
  holds: (status: SiteStatus) => boolean,
): Promise<void> {
  const deadline = Date.now() + settledMsMax;
  for (;;) {
    const last = await coordinators.status().catch(() => null);
    if (last && holds(last)) return;
    if (Date.now() > deadline) {
      if (last && !json) console.error(pretty(last));
      throw new CommandFailure(
        'It was decided, and has not come into effect within half a minute. eyrie site status --watch shows it.',
        exitCodes.tryAgain,
      );
    }
    await delay(250);
  }
}

function pretty(status: SiteStatus): string {
  const { stdout } = process;
  const columns = stdout.isTTY ? stdout.columns : Number(process.env['COLUMNS'] ?? 120);
  return formatSite(status, { columns, paint: paintFor(stdout, process.env) });
}
