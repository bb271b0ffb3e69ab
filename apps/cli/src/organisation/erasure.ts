import { operations, type Erasure } from '@eyrie/sdk';
import { openCloud, type CloudOptions } from '../access/cloud-access.ts';
import { CommandFailure, exitCodes } from '../failure.ts';

export interface EraseOptions extends CloudOptions {
  name?: string;
  reason?: string;
}

/** Has everything erased after the days of grace. The name, typed once more, is the confirmation. */
export async function erase({ name, reason, ...options }: EraseOptions): Promise<void> {
  if (name === undefined || reason === undefined) {
    const message = 'Erasing needs --name with the name of the organisation, and a --reason.';
    throw new CommandFailure(message, exitCodes.usage);
  }
  const { eyrie } = await openCloud(options, process.env);
  const body = { organisation_name: name, reason };
  const { erasure } = await eyrie.call(operations.organisationErasureRequest, { body });
  tell(options, erasure);
}

export async function showErasure(options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  tell(options, (await eyrie.call(operations.organisationErasureRead)).erasure);
}

export async function cancelErasure(options: CloudOptions): Promise<void> {
  const { eyrie } = await openCloud(options, process.env);
  await eyrie.call(operations.organisationErasureCancel);
  tell(options, null);
}

function tell({ json }: CloudOptions, erasure: Erasure | null): void {
  if (json) console.log(JSON.stringify({ erasure }));
  else if (erasure === null) console.log('The organisation stays: no erasure is asked for.');
  else {
    const { requested_by, requested_at, due_at, reason, begun_at } = erasure;
    console.log(`Erasure asked for by ${requested_by} at ${requested_at}: ${reason}`);
    console.log(
      begun_at === null
        ? `Everything is erased from ${due_at} on. Until then: eyrie organisation erasure cancel`
        : `It began at ${begun_at} and cannot be stopped.`,
    );
  }
}
