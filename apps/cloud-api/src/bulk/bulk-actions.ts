import {
  bulkCommandsSchema,
  bulkRevocationSchema,
  type BulkItem,
  type BulkResult,
} from '@eyrie/contracts';
import { DomainError } from '@eyrie/platform';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import type { PersonPrincipal } from '../authorisation/index.ts';
import { CommandsService } from '../commands/index.ts';
import { OperationKinds, type OperationRun } from '../operations/index.ts';
import { toProblem } from '../problems/problem.ts';
import { currentRequest } from '../request-context/request-context.ts';
import { RevocationsService } from '../revocations/index.ts';
import { Tenancy } from '../tenancy/index.ts';

/** What can be done to many devices: as an operation's input. */
export const bulkInputSchema = z.discriminatedUnion('action', [
  bulkCommandsSchema.extend({ action: z.literal('command') }),
  bulkRevocationSchema.extend({ action: z.literal('revoke') }),
  bulkRevocationSchema.extend({ action: z.literal('decommission') }),
]);
export type BulkInput = z.output<typeof bulkInputSchema>;

/** The name of the operation's kind. */
export const kindOf = (action: BulkInput['action']) => `devices.${action}`;

const checkpointSchema = z.object({
  items: z.custom<BulkItem[]>((items) => Array.isArray(items)),
});

/** Acts on one device after the other; what goes wrong with one does not keep the others from it. */
@Injectable()
export class BulkActions implements OnModuleInit {
  constructor(
    @Inject(Tenancy) private readonly tenancy: Tenancy,
    @Inject(OperationKinds) private readonly kinds: OperationKinds,
    @Inject(CommandsService) private readonly commands: CommandsService,
    @Inject(RevocationsService) private readonly revocations: RevocationsService,
  ) {}

  onModuleInit(): void {
    for (const action of ['command', 'revoke', 'decommission'] as const) {
      this.kinds.add({
        name: kindOf(action),
        input: bulkInputSchema,
        run: (input, run) => this.run(input, run),
      });
    }
  }

  /** Each device and that it is done are one transaction: it happens once, wherever this is cut off. */
  private async run(input: BulkInput, run: OperationRun): Promise<BulkResult> {
    const before = checkpointSchema.safeParse(run.checkpoint);
    const items: BulkItem[] = before.success ? [...before.data.items] : [];
    for (const deviceId of input.device_ids.slice(items.length)) {
      run.signal.throwIfAborted();
      const item = await this.tenancy.whole(run.organisationId, async (tx) => {
        const done = await this.act(run.person, deviceId, input);
        await run.save(tx, {
          done: items.length + 1,
          failures: done.problem ? [{ item: deviceId, problem: done.problem }] : [],
          checkpoint: { items: [...items, done] },
        });
        return done;
      });
      items.push(item);
    }
    return toResult(items);
  }

  /** What would become of each device, asked one by one so that nobody waits for all of them. */
  async try(person: PersonPrincipal, input: BulkInput): Promise<BulkResult> {
    const items: BulkItem[] = [];
    for (const deviceId of input.device_ids) {
      items.push(
        await this.tenancy.trial(person.organisationId, () => this.act(person, deviceId, input)),
      );
    }
    // The commands of a trial do not exist.
    return toResult(items.map((item) => ({ ...item, command_id: null })));
  }

  private async act(
    person: PersonPrincipal,
    device_id: string,
    input: BulkInput,
  ): Promise<BulkItem> {
    try {
      const command_id = await this.doIt(person, device_id, input);
      return { device_id, ok: true, command_id, problem: null };
    } catch (error) {
      // Postgres is away, or the code is wrong: that is not about this device.
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      const { body } = toProblem(error, currentRequest()?.requestId ?? '');
      return { device_id, ok: false, command_id: null, problem: body };
    }
  }

  private async doIt(
    person: PersonPrincipal,
    deviceId: string,
    input: BulkInput,
  ): Promise<string | null> {
    switch (input.action) {
      case 'command':
        return (await this.commands.create(person, deviceId, input.command)).id;
      case 'revoke':
        await this.revocations.revoke(person, deviceId, input.reason);
        return null;
      case 'decommission':
        await this.revocations.decommission(person, deviceId, input.reason);
        return null;
    }
  }
}

function toResult(items: BulkItem[]): BulkResult {
  const succeeded = items.filter(({ ok }) => ok).length;
  return { items, succeeded, failed: items.length - succeeded };
}
