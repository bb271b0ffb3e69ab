import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  commandOrderText,
  commandPollSchema,
  commandReportSchema,
  commandReportType,
  type CommandOrder,
  type CommandRefusal,
  type CommandVerdict,
  type SignedCommand,
} from '@eyrie/contracts';
import { judgeCommand, type CommandJudge } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import type { CloudAnswer, CloudRequest } from '../cloud/cloud-client.ts';
import { CloudRefused, SiteFenced } from '../cloud/cloud.errors.ts';
import { headersOf, type Fence } from '../cloud/fence.ts';
import type { Consensus } from '../consensus/consensus.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import { OpenCommands } from './open-commands.ts';

export interface CommandDeskOptions {
  readonly cloud: { json(request: CloudRequest): Promise<CloudAnswer> };
  readonly fence: () => Fence;
  readonly consensus: Pick<Consensus, 'authority' | 'decideOnce' | 'read'>;
  readonly judge: () => CommandJudge;
  /** Gives a command to its device, where that listens. */
  readonly publish: (deviceId: string, command: SignedCommand) => void;
  /** The cloud knows a newer leader. */
  readonly onFenced: () => void;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly rareLog: RareLog;
  readonly now?: () => number;
  readonly waitSeconds?: number;
}

const pauseMs = 1_000;
/** A cloud that does not know of commands is asked again now and then. */
const unknownPauseMs = 30_000;

/**
 * The site's commands, at its leader: fetched from the cloud, judged, agreed on by the coordinators
 * once and for all, and given to their devices. It keeps nothing: a leader that is new is told by the
 * cloud of all that is not through, finds by the log what was accepted before, and gives it to the
 * devices again, which know what they have done.
 */
export class CommandDesk {
  readonly #options: CommandDeskOptions;
  readonly #open = new OpenCommands();
  #verdicts: CommandVerdict[] = [];
  #after = 0;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
  }

  /** Ends with the signal, or when the cloud knows a newer leader. */
  async run(): Promise<void> {
    const { signal, onFenced, rareLog } = this.#options;
    while (!signal.aborted) {
      let waitMs = 0;
      try {
        const isThrough = await this.#turn();
        if (!isThrough) waitMs = pauseMs;
      } catch (error) {
        if (isAborted(signal)) return;
        if (error instanceof SiteFenced) {
          onFenced();
          return;
        }
        waitMs = error instanceof CloudRefused ? unknownPauseMs : pauseMs;
        const name = error instanceof Error ? error.name : 'unknown';
        rareLog.warn('commands_not_fetched', name, { reason: String(error) });
      }
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  /** The device listens from now on: it gets what it may not have got before. */
  deviceListens(deviceId: string): void {
    for (const command of this.#open.of(deviceId)) this.#options.publish(deviceId, command);
  }

  /** A record passes by on its way to the cloud; a report tells that the device has the command. */
  recordPasses(deviceId: string, record: Readonly<Record<string, unknown>>): void {
    const body = record.body as { type?: unknown; data?: unknown } | undefined;
    if (record.kind !== 'event' || body?.type !== commandReportType) return;
    const report = commandReportSchema.safeParse(body.data).data;
    if (report) this.#open.heard(deviceId, report.commandId, report.state !== 'running');
  }

  /** False where something came that could not be dealt with. */
  async #turn(): Promise<boolean> {
    await this.#tellVerdicts();
    let isThrough = true;
    for (const value of await this.#fetch()) {
      isThrough = (await this.#take(value)) && isThrough;
    }
    await this.#tellVerdicts();
    const { publish, now = Date.now } = this.#options;
    for (const command of this.#open.silent(now())) publish(command.order.deviceId, command);
    return isThrough;
  }

  async #fetch(): Promise<unknown[]> {
    const { cloud, fence, signal, waitSeconds = 20 } = this.#options;
    const answer = await cloud.json({
      method: 'GET',
      path: `/edge/v1/site/commands?after=${this.#after}&wait_seconds=${waitSeconds}`,
      headers: headersOf(fence()),
      signal,
    });
    return commandPollSchema.parse(answer.body).commands;
  }

  async #take(value: unknown): Promise<boolean> {
    const judged = judgeCommand(value, this.#options.judge());
    if (judged.refusal !== null) {
      this.#refuse(judged.order, judged.refusal);
      return false;
    }
    const { order, signed } = judged;
    const outcome = await this.#decide(order);
    if (outcome === 'later') return false;
    // Only now: where the coordinators cannot agree at present, it is fetched again.
    this.#after = Math.max(this.#after, order.sequence);
    if (outcome !== 'accepted') {
      this.#refuse(order, outcome);
      return true;
    }
    this.#open.add(signed);
    this.#options.publish(order.deviceId, signed);
    this.#verdicts.push({ commandId: order.commandId, refusal: null });
    return true;
  }

  /** @throws RaftError where nobody knows: then it is fetched and proposed again. */
  async #decide(order: CommandOrder): Promise<'accepted' | 'later' | CommandRefusal> {
    const { consensus, signal, now = Date.now } = this.#options;
    const result = await consensus.decideOnce(
      {
        form: 1,
        type: 'accept-command',
        commandId: order.commandId,
        issuedAtMs: Date.parse(order.issuedAt),
        receivedAtMs: now(),
        ttlMs: order.ttlSeconds * 1000,
        sequence: order.sequence,
        targetDeviceId: order.deviceId,
        payloadSha256: createHash('sha256').update(commandOrderText(order)).digest('hex'),
        authority: consensus.authority,
      },
      { signal },
    );
    if (result.type !== 'refused') return 'accepted';
    // A leader that is new has not had the founding list agreed on yet.
    return result.reason === 'not-founded' ? 'later' : result.reason;
  }

  #refuse(order: CommandOrder | null, refusal: CommandRefusal): void {
    const fields = { commandId: order?.commandId ?? null, deviceId: order?.deviceId ?? null };
    this.#options.log.warn(
      { event: 'command_refused', refusal, ...fields },
      'A command of the cloud is not taken.',
    );
    if (order) this.#verdicts.push({ commandId: order.commandId, refusal });
  }

  async #tellVerdicts(): Promise<void> {
    const { cloud, fence, signal, consensus } = this.#options;
    if (this.#verdicts.length === 0) return;
    const told = this.#verdicts.slice(0, 200);
    const highest = told.some(({ refusal }) => refusal === 'replayed')
      ? await consensus.read(({ authorities }) => authorities.current?.highestSequence ?? 0)
      : 0;
    await cloud.json({
      method: 'POST',
      path: '/edge/v1/site/commands/verdicts',
      headers: headersOf(fence()),
      body: JSON.stringify({
        verdicts: told.map((verdict) =>
          verdict.refusal === 'replayed' ? { ...verdict, highestSequence: highest } : verdict,
        ),
      }),
      signal,
    });
    this.#verdicts = this.#verdicts.slice(told.length);
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
