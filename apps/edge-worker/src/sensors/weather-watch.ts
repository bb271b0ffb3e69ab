import { randomUUID } from 'node:crypto';
import type { SensorConfiguration, WeatherAlert, WeatherRule } from '@eyrie/contracts';
import type { Logger } from '@eyrie/platform';
import { instantOf } from '../clock.ts';
import type { DeviceEvents } from '../records/device-events.ts';
import type { Reading } from './sensor.ts';
import type { StandingAlert, StandingAlerts } from './standing-alerts.ts';
import { stepRule, type RuleState } from './weather-alert.ts';

export interface WeatherWatchOptions {
  readonly sensor: SensorConfiguration;
  readonly standing: StandingAlerts;
  readonly events: Pick<DeviceEvents, 'emit'>;
  readonly log: Logger;
}

/** The rules of one sensor: raises each of its alerts once, and clears it once, without the cloud. */
export class WeatherWatch {
  private readonly since = new Map<string, number | null>();

  constructor(private readonly options: WeatherWatchOptions) {}

  /** One reading. Never rejects. */
  async look(reading: Reading, atMs: number): Promise<void> {
    for (const rule of this.options.sensor.alerts) {
      const value = reading.get(rule.quantity);
      // What is not known is neither beyond nor back, and breaks off what was to be held.
      if (value === undefined) this.since.delete(rule.name);
      else await this.judge(rule, value, atMs);
    }
  }

  /** There was no reading. */
  breakOff(): void {
    this.since.clear();
  }

  private async judge(rule: WeatherRule, value: number, atMs: number): Promise<void> {
    const { sensor, standing } = this.options;
    const alert = await standing.find(sensor.name, rule.name);
    const before: RuleState = {
      isStanding: alert !== null,
      since: this.since.get(rule.name) ?? null,
    };
    const { state, step } = stepRule(rule, before, value, atMs);
    this.since.set(rule.name, state.since);
    if (step === 'raise') await this.raise(rule, value, atMs);
    else if (alert && step === 'clear') {
      await this.finish({ ...alert, over: { value } });
    } else if (alert) await this.catchUp(alert, value);
  }

  /** What a full card, or the end of the process, kept from being told. */
  private async catchUp(alert: StandingAlert, value: number): Promise<void> {
    if (alert.over) await this.finish(alert);
    else if (!alert.isTold) await this.tellRaised(alert, value);
  }

  private async raise(rule: WeatherRule, value: number, atMs: number): Promise<void> {
    const { name, quantity, when, threshold, priority } = rule;
    const alert: StandingAlert = {
      alertId: randomUUID(),
      sensor: this.options.sensor.name,
      rule: name,
      quantity,
      when,
      threshold,
      priority,
      since: atMs,
      isTold: false,
      over: null,
    };
    await this.keep(alert);
    await this.tellRaised(alert, value);
  }

  private async tellRaised(alert: StandingAlert, value: number): Promise<void> {
    const isTold = await this.options.events.emit(alertEvent(alert, 'raised', value));
    if (isTold) await this.keep({ ...alert, isTold });
  }

  private async finish(alert: StandingAlert): Promise<void> {
    await this.keep(alert);
    await finishAlert(alert, this.options);
  }

  private async keep(alert: StandingAlert): Promise<void> {
    await this.options.standing.put(alert).catch((error: unknown) => {
      this.options.log.warn(
        { event: 'weather_alert_not_kept', sensor: alert.sensor, rule: alert.rule, err: error },
        'A new start would tell of this alert again.',
      );
    });
  }
}

/** Tells that an alert is over, and forgets it once that is told. */
export async function finishAlert(
  alert: StandingAlert,
  { standing, events, log }: Omit<WeatherWatchOptions, 'sensor'>,
): Promise<void> {
  const isTold = await events.emit(alertEvent(alert, 'cleared', alert.over?.value ?? null));
  if (!isTold) return;
  await standing.remove(alert).catch((error: unknown) => {
    log.warn({ event: 'weather_alert_not_forgotten', err: error }, 'It may be cleared twice.');
  });
}

function alertEvent(alert: StandingAlert, state: WeatherAlert['state'], value: number | null) {
  const { alertId, sensor, rule, quantity, when, threshold, since, priority } = alert;
  const data: WeatherAlert = {
    alert_id: alertId,
    state,
    sensor,
    rule,
    quantity,
    when,
    threshold,
    value,
    since: instantOf(since),
  };
  const isRaised = state === 'raised';
  return { type: 'weather.alert', priority: isRaised ? priority : ('normal' as const), data };
}
