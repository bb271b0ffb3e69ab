import type { SiteMember, SiteStatus } from '@eyrie/contracts';
import { CommandFailure, exitCodes } from '../failure.ts';
import { findRunningFleet } from '../fleet/control.ts';
import { FleetHome } from '../fleet/fleet-home.ts';
import { AdminClient } from './admin-client.ts';

/** The coordinators that this machine can speak to: one on a Pi, all of a local fleet. */
export class Coordinators {
  private constructor(
    private readonly clients: ReadonlyMap<string, AdminClient>,
    /** Whether changes may be taken to whichever coordinator leads. */
    readonly isFleet: boolean,
  ) {}

  /** `--data`, else EYRIE_DATA, else the local fleet that runs. */
  static async find(
    data: string | undefined,
    environment: NodeJS.ProcessEnv,
  ): Promise<Coordinators> {
    const directory = data ?? environment['EYRIE_DATA'];
    if (directory) return new Coordinators(new Map([['', new AdminClient(directory)]]), false);
    const home = FleetHome.fromEnvironment(environment);
    const fleet = await findRunningFleet(home);
    if (!fleet) {
      throw new CommandFailure(
        'Which coordinator? On a Pi: --data /var/lib/eyrie (or EYRIE_DATA). ' +
          `No local fleet runs from ${home.root} either.`,
        exitCodes.notRunning,
      );
    }
    const { processes } = await fleet.status();
    const running = processes.filter(
      (process) => process.kind === 'coordinator' && process.state === 'running',
    );
    const clients = running.map(({ name }) => [name, new AdminClient(home.data(name))] as const);
    return new Coordinators(new Map(clients), true);
  }

  /** What those say that answer. @throws CommandFailure where nobody does */
  async ask(): Promise<{ readonly client: AdminClient; readonly status: SiteStatus }[]> {
    const asked = [...this.clients.values()].map(async (client) => ({
      client,
      status: await client.status(),
    }));
    const answers = await Promise.allSettled(asked);
    const given = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? [answer.value] : [],
    );
    if (given.length > 0) return given;
    const refusal = answers.find((answer) => answer.status === 'rejected');
    if (refusal) throw refusal.reason as Error;
    throw new CommandFailure('No coordinator of the local fleet runs.', exitCodes.notRunning);
  }

  /** The best view there is: the leader's, else of one that is in the group. */
  async status(): Promise<SiteStatus> {
    const answers = (await this.ask()).map(({ status }) => status);
    const rank = ({
      seenByNodeId,
      leaderNodeId,
      reason,
      siteEpoch,
      term,
    }: SiteStatus): number[] => [
      siteEpoch ?? 0,
      Number(seenByNodeId !== null && seenByNodeId === leaderNodeId),
      Number(reason === null),
      term,
    ];
    answers.sort((left, right) => compare(rank(right), rank(left)));
    return answers[0] as SiteStatus;
  }

  /** Where changes are made: at the leader of a local fleet, else where the person said. */
  async leader(): Promise<AdminClient> {
    const answers = await this.ask();
    const leading = answers.find(({ status }) => status.askedNodeId === status.leaderNodeId);
    const only = answers[0];
    if (leading) return leading.client;
    if (!this.isFleet && only) return only.client;
    throw new CommandFailure(
      'The site has no leader at the moment, so that nothing can be changed.',
      exitCodes.tryAgain,
    );
  }

  /** By name, for commands that one coordinator carries out itself. */
  async named(name: string): Promise<AdminClient> {
    const client = this.clients.get(name) ?? (this.isFleet ? undefined : this.clients.get(''));
    if (client) return client;
    const names = [...this.clients.keys()].join(', ');
    return Promise.reject(
      new CommandFailure(`The fleet runs no coordinator called ${name}. It runs: ${names}.`),
    );
  }
}

/** A coordinator by its node number or its name. @throws CommandFailure */
export function memberCalled(status: SiteStatus, word: string): SiteMember {
  const found = status.members.find(
    ({ nodeId, name, deviceId }) => word === String(nodeId) || word === name || word === deviceId,
  );
  if (found) return found;
  const known = status.members.map(({ nodeId, name }) => `${name} (${nodeId})`).join(', ');
  throw new CommandFailure(
    `The site has no coordinator called ${word}. It has: ${known || 'none that is known here'}.`,
    exitCodes.usage,
  );
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? 0;
    if (value !== other) return value - other;
  }
  return 0;
}
