import { Inject, Injectable } from '@nestjs/common';
import { builtInChannels, channelSchema, prioritySchema } from '@eyrie/contracts';
import { z } from 'zod';
import { EventLog } from '../event-log/index.ts';
import { Tenancy } from '../tenancy/index.ts';

/** The largest a message may be as JSON, in characters. */
const dataCharactersMax = 64 * 1024;

export const broadcastSchema = z
  .object({
    channel: channelSchema,
    event: z.string().regex(/^[a-z][a-z0-9_.-]{0,63}$/, { error: 'must be a type of event' }),
    data: z
      .record(z.string(), z.unknown())
      .default({})
      .refine((data) => JSON.stringify(data).length <= dataCharactersMax, {
        error: 'must not be larger than 64 KiB',
      }),
    priority: prioritySchema.default('normal'),
    ttl: z.number().positive().max(86_400).optional().describe('Seconds.'),
  })
  .meta({ id: 'Broadcast' });
export type Broadcast = z.output<typeof broadcastSchema>;

/** Messages of programs to everybody who listens to a channel of their organisation. */
@Injectable()
export class Broadcasts {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(EventLog) private readonly events: EventLog,
  ) {}

  /** Becomes an event of the log, so that it reaches every replica and everybody who was away. */
  async send(organisationId: string, { channel, event, ...rest }: Broadcast): Promise<void> {
    const isOrdinary = channel === builtInChannels.dashboard;
    await this.tenancy.transaction(organisationId, (tx) =>
      this.events.append(tx, organisationId, [
        { type: event, ...rest, ...(isOrdinary ? {} : { channel }) },
      ]),
    );
  }
}
