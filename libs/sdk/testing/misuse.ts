// Nothing runs this: `npm run check:types` fails where one of these mistakes would compile.
import { createEyrie, operations, type Device, type Eyrie } from '../src/index.ts';

export async function misuse(eyrie: Eyrie): Promise<void> {
  // @ts-expect-error -- one credential, not two
  createEyrie({ baseUrl: '', apiKey: 'a', sessionCookie: 'b' });
  // @ts-expect-error -- a cloud has to be named
  createEyrie({ apiKey: 'a' });
  // @ts-expect-error -- no such filter
  eyrie.devices.list({ presence: 'asleep' });
  // @ts-expect-error -- the place in a list is the iterator's to know
  eyrie.devices.list({ page_token: 'x' });
  // @ts-expect-error -- no such command
  await eyrie.commands.give('dev_a', { type: 'dance' });
  const claims = { site_id: 's', role: 'worker', name_prefix: 'n' } as const;
  // @ts-expect-error -- a count is a number
  await eyrie.provisioning.createClaims({ ...claims, count: '3' });
  // @ts-expect-error -- a change needs its reason
  await eyrie.configurations.try('site_a', { settings: {} });
  // @ts-expect-error -- the id belongs into the path
  await eyrie.call(operations.sitesRead, {});
  // @ts-expect-error -- a change needs If-Match
  await eyrie.call(operations.sitesChange, { path: { id: 'a' }, body: { name: 'n' } });
  for await (const device of eyrie.devices.list()) {
    device.role satisfies Device['role'];
    // @ts-expect-error -- devices have no such field
    device.colour satisfies string;
  }
}
