import { Inject, Injectable } from '@nestjs/common';
import { signedCommandSchema, uuidFromId, type CommandVerdict } from '@eyrie/contracts';
import type { DevicePrincipal } from '../authorisation/index.ts';
import { EventLog } from '../event-log/index.ts';
import { type Fence, FencingService } from '../fencing/index.ts';
import { Tenancy } from '../tenancy/index.ts';
import { commandEvents } from './command-events.ts';
import { CommandWakeUps } from './command-wake-ups.ts';
import { CommandsRepository } from './commands.repository.ts';

const batchMax = 100;

export interface CommandPoll {
  readonly after: number;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** What a site's leader does with commands. */
@Injectable()
export class EdgeCommandsService {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(FencingService) private readonly fencing: FencingService,
    @Inject(CommandsRepository) private readonly commands: CommandsRepository,
    @Inject(CommandWakeUps) private readonly wakeUps: CommandWakeUps,
    @Inject(EventLog) private readonly eventLog: EventLog,
  ) {}

  /**
   * The site's commands that are not through, after a sequence; waits for one where there is none.
   * The fence is looked at each time: a leader that was replaced while it waited is turned away.
   * Throws `SiteFenced`.
   */
  async poll(device: DevicePrincipal, fence: Fence, poll: CommandPoll): Promise<unknown[]> {
    const until = Date.now() + poll.waitMs;
    for (;;) {
      const answered = new AbortController();
      const signal = AbortSignal.any([poll.signal, answered.signal]);
      // Begun before it is looked: what comes in between ends the wait at once.
      const woken = this.wakeUps.next(device.siteId, until - Date.now(), signal);
      try {
        const found = await this.take(device, fence, poll.after);
        if (found.length > 0 || Date.now() >= until) return found;
        await woken;
      } finally {
        answered.abort();
      }
      // Nobody is left to be told, and what nobody gets must not be marked as sent.
      if (poll.signal.aborted || this.wakeUps.isClosing) return [];
    }
  }

  /** Throws `SiteFenced`. */
  judge(device: DevicePrincipal, fence: Fence, verdicts: readonly CommandVerdict[]): Promise<void> {
    const { organisationId, siteId } = device;
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.fencing.check(tx, device, fence);
      const highest = Math.max(0, ...verdicts.map(({ highestSequence }) => highestSequence ?? 0));
      if (highest > 0) await this.commands.raiseSequence(tx, organisationId, siteId, highest);
      const judged = verdicts.map(({ commandId, refusal }) => ({
        id: uuidFromId('command', commandId),
        refusal,
      }));
      const changed = await this.commands.judge(tx, organisationId, siteId, judged);
      await this.eventLog.append(tx, organisationId, commandEvents(changed));
    });
  }

  private take(device: DevicePrincipal, fence: Fence, after: number): Promise<unknown[]> {
    const { organisationId, siteId } = device;
    return this.tenancy.transaction(organisationId, async (tx) => {
      await this.fencing.check(tx, device, fence);
      const expired = await this.commands.expireDue(tx, organisationId, siteId);
      const limit = batchMax;
      const rows = await this.commands.open(tx, organisationId, siteId, { after, limit });
      const signed = rows.map((row) => row.signed);
      const last = signed.at(-1);
      const upTo = last === undefined ? 0 : signedCommandSchema.parse(last).order.sequence;
      const sent = upTo > 0 ? await this.commands.markSent(tx, organisationId, siteId, upTo) : [];
      await this.eventLog.append(tx, organisationId, commandEvents([...expired, ...sent]));
      return signed;
    });
  }
}
