import type { Logger } from '@eyrie/platform';
import type { Clock } from '../clock.ts';
import type { HeatGuard } from './heat-guard.ts';
import type { MachineAccess } from './machine-access.ts';
import { readPower, readTemperature } from './machine-condition.ts';

export interface HeatLoopOptions {
  readonly guard: HeatGuard;
  readonly machine: MachineAccess;
  readonly clock: Clock;
  readonly log: Logger;
}

/** A processor is hot within seconds: heartbeats are too far apart to wait for. */
const everyMs = 10_000;

/** Looks how hot the machine is, steadily. */
export class HeatLoop {
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;

  constructor(private readonly options: HeatLoopOptions) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { guard, machine, clock, log } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const temperatureC = await readTemperature(machine);
        const before = guard.stage;
        guard.look(temperatureC, await readPower(machine), clock.now());
        const { stage } = guard;
        if (stage !== before) {
          log.warn(
            { event: 'heat_stage', stage, before, temperatureC },
            'Heat changes what is done.',
          );
        }
      } catch (error) {
        log.warn({ event: 'heat_not_read', err: error }, 'How hot it is is not known.');
      }
      await clock.sleep(everyMs, signal);
    }
  }
}
