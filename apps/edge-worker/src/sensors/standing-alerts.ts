import { quantitySchema } from '@eyrie/contracts';
import { nodeDisk, readFileIfExists, writeFileAtomically, type Disk } from '@eyrie/journal';
import path from 'node:path';
import { z } from 'zod';
import { Turns } from '../turns.ts';

const standingSchema = z.object({
  alertId: z.uuid(),
  sensor: z.string(),
  rule: z.string(),
  quantity: quantitySchema,
  when: z.enum(['above', 'below']),
  threshold: z.number(),
  priority: z.enum(['normal', 'high', 'critical']),
  /** Epoch milliseconds. */
  since: z.number(),
  /** Whether it was told that it was raised. */
  isTold: z.boolean(),
  /** With which value it is over, where that has yet to be told. */
  over: z.object({ value: z.number().nullable() }).nullable(),
});
export type StandingAlert = z.infer<typeof standingSchema>;

const fileSchema = z.object({ version: z.literal(1), alerts: z.array(standingSchema) });

/** The alerts that stand, on disk, so that none is raised again by a new start, or left standing. */
export class StandingAlerts {
  private alerts: readonly StandingAlert[] | null = null;
  private readonly turns = new Turns();

  constructor(
    private readonly file: string,
    private readonly disk: Disk = nodeDisk(),
  ) {}

  /** What cannot be read is as if nothing stood: a second alarm is better than none. */
  list(): Promise<readonly StandingAlert[]> {
    return this.turns.run(() => this.load());
  }

  async find(sensor: string, rule: string): Promise<StandingAlert | null> {
    const alerts = await this.list();
    return alerts.find((alert) => alert.sensor === sensor && alert.rule === rule) ?? null;
  }

  /** Puts it in the place of what stood for its rule. On a card that is not well it holds until a new start. */
  put(alert: StandingAlert): Promise<void> {
    return this.change((others) => [...others, alert], alert);
  }

  remove(alert: StandingAlert): Promise<void> {
    return this.change((others) => others, alert);
  }

  private change(
    next: (others: readonly StandingAlert[]) => readonly StandingAlert[],
    { sensor, rule }: StandingAlert,
  ): Promise<void> {
    return this.turns.run(async () => {
      const before = await this.load();
      this.alerts = next(before.filter((one) => one.sensor !== sensor || one.rule !== rule));
      await this.disk.mkdir(path.dirname(this.file));
      const bytes = Buffer.from(`${JSON.stringify({ version: 1, alerts: this.alerts })}\n`);
      await writeFileAtomically(this.disk, this.file, bytes);
    });
  }

  private async load(): Promise<readonly StandingAlert[]> {
    if (this.alerts) return this.alerts;
    try {
      const bytes = await readFileIfExists(this.disk, this.file);
      const text = bytes ? Buffer.from(bytes).toString('utf8') : '{"version":1,"alerts":[]}';
      this.alerts = fileSchema.parse(JSON.parse(text)).alerts;
    } catch {
      this.alerts = [];
    }
    return this.alerts;
  }
}
