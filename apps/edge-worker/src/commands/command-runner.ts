import {
  commandParameters,
  type CommandOrder,
  type CommandRefusal,
  type CommandReport,
  type CommandType,
} from '@eyrie/contracts';
import { commandEndsAt, judgeCommand, type CommandJudge } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import { Turns } from '../turns.ts';
import type { BookEntry, CommandBook } from './command-book.ts';
import type { CommandReports } from './command-reports.ts';
import { CommandNotDone, type CommandWorks } from './command-work.ts';

export interface CommandRunnerOptions {
  readonly deviceId: string;
  readonly judge: CommandJudge;
  readonly book: CommandBook;
  readonly works: CommandWorks;
  readonly reports: CommandReports;
  readonly events: DeviceEvents;
  readonly bootEpoch: string;
  readonly machineBoot: string | null;
  readonly clock: Clock;
  readonly log: Logger;
}

const nothing = { percent: null, message: null, refusal: null, result: null, file: null };

/** Carries out what the cloud orders, each order once, and tells what came of it. */
export class CommandRunner {
  private readonly turns = new Turns();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: CommandRunnerOptions) {}

  /** What a former process left: it tells what it knows, and of what it began that it did not end. */
  async recover(): Promise<void> {
    const { book, bootEpoch } = this.options;
    for (const entry of book.all()) {
      if (entry.isTold) continue;
      if (entry.report) await this.tell(entry.report);
      else if (entry.bootEpoch !== bootEpoch) {
        await this.finish(entry.commandId, this.afterRestart(entry));
      }
    }
  }

  /** A message on the device's topic `command`. Resolves when it is judged; never rejects. */
  hear(payload: Uint8Array): Promise<void> {
    return this.turns
      .run(() => this.take(parseJson(payload)))
      .catch((error: unknown) => {
        // It was not begun, and comes again.
        this.options.log.error({ event: 'command_not_taken', err: error }, 'Not taken for now.');
      });
  }

  /** Waits for what is under way. */
  async settled(): Promise<void> {
    await this.turns.run(() => Promise.resolve());
    await Promise.all(this.running);
  }

  private async take(value: unknown): Promise<void> {
    const { judge, deviceId, book, clock } = this.options;
    const judged = judgeCommand(value, judge);
    if (judged.refusal !== null) return this.warn(judged.order, judged.refusal);
    const { order } = judged;
    if (order.deviceId !== deviceId) return this.warn(order, 'other-device');
    const known = book.find(order.commandId);
    if (known) {
      // Whoever gives it again has not heard of it.
      if (known.report) await this.tell(known.report);
      return;
    }
    if (book.mayBeDone(order)) return this.refuse(order, 'replayed', false);
    if (clock.now() >= commandEndsAt(order)) return this.refuse(order, 'expired');
    if (!isKnown(order.type)) return this.refuse(order, 'unknown-type');
    const parameters = commandParameters[order.type].safeParse(order.parameters);
    if (!parameters.success) return this.refuse(order, 'bad-parameters');
    await this.begin(order);
    this.start(order, order.type, parameters.data);
  }

  private begin({ commandId, sequence, type }: CommandOrder): Promise<void> {
    const { book, bootEpoch, machineBoot } = this.options;
    return book.begin({ commandId, sequence, type, bootEpoch, machineBoot });
  }

  private start(order: CommandOrder, type: CommandType, parameters: Record<string, unknown>): void {
    const { commandId } = order;
    const log = this.logOf(order);
    log.info({ event: 'command_begun', commandId, type }, 'A command has begun.');
    const run = this.execute(order, type, parameters)
      .catch((error: unknown) => {
        log.error({ event: 'command_untold', commandId, err: error }, 'Not told.');
      })
      .finally(() => this.running.delete(run));
    this.running.add(run);
  }

  /** Its lines say whose trace they belong to. */
  private logOf({ traceId }: CommandOrder): Logger {
    return traceId === undefined ? this.options.log : this.options.log.child({ traceId });
  }

  private async execute(
    order: CommandOrder,
    type: CommandType,
    parameters: Record<string, unknown>,
  ): Promise<void> {
    const { commandId } = order;
    const { works, reports } = this.options;
    const log = this.logOf(order);
    const progress = async (percent: number, message: string): Promise<void> => {
      await reports.append({ ...nothing, commandId, state: 'running', percent, message });
    };
    try {
      await progress(0, 'The device has begun.');
      const outcome = await works[type](parameters, progress, commandId);
      if (outcome === null) return;
      const { message, result, file: text } = outcome;
      const file = text ? await reports.keep(text.text) : null;
      await this.finish(commandId, {
        ...nothing,
        commandId,
        state: 'succeeded',
        message,
        result,
        file,
      });
      log.info({ event: 'command_done', commandId, type }, message);
    } catch (error) {
      const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      const refusal = error instanceof CommandNotDone ? error.refusal : null;
      const state = refusal === null ? 'failed' : 'refused';
      log.warn({ event: 'command_failed', commandId, type, state, err: error }, message);
      await this.finish(commandId, { ...nothing, commandId, state, message, refusal });
    }
  }

  /** First the book, then the record: told twice does no harm, told never would. */
  private async finish(commandId: string, report: CommandReport): Promise<void> {
    await this.options.book.finish(commandId, report);
    await this.tell(report);
  }

  private async tell(report: CommandReport): Promise<void> {
    await this.options.reports.append(report);
    await this.options.book.told(report.commandId);
  }

  private async refuse(order: CommandOrder, refusal: CommandRefusal, isNew = true): Promise<void> {
    const { commandId, type } = order;
    this.logOf(order).warn({ event: 'command_refused', commandId, type, refusal }, 'Not done.');
    const report: CommandReport = { ...nothing, commandId, state: 'refused', refusal };
    if (isNew) {
      await this.begin(order);
      await this.finish(commandId, report);
    } else {
      await this.options.reports.append(report);
    }
  }

  /** Nobody vouches for what it says, so it is not answered under its name; but people should know. */
  private async warn(order: CommandOrder | null, refusal: CommandRefusal): Promise<void> {
    const commandId = order?.commandId ?? null;
    this.options.log.warn({ event: 'command_refused', commandId, refusal }, 'A forged command.');
    const data = { code: `command.${refusal}`, command_id: commandId };
    await this.options.events.emit({ type: 'system.warning', priority: 'high', data });
  }

  private afterRestart({ commandId, type, machineBoot }: BookEntry): CommandReport {
    const isBooted = machineBoot !== this.options.machineBoot;
    if (type === 'restart' || (type === 'reboot' && isBooted)) {
      const message = type === 'restart' ? 'The worker has restarted.' : 'The device has rebooted.';
      return { ...nothing, commandId, state: 'succeeded', message };
    }
    const message = 'The worker ended before the command was through.';
    return { ...nothing, commandId, state: 'failed', message };
  }
}

function isKnown(type: string): type is CommandType {
  return Object.hasOwn(commandParameters, type);
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return null;
  }
}
