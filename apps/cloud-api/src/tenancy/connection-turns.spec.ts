import { describe, expect, it } from '@jest/globals';
import { runInRequest } from '../request-context/request-context.ts';
import { ConnectionTurns } from './connection-turns.ts';

const context = { requestId: '1', address: '', operation: null, principal: null };
const deviceOf = (organisationId: string) =>
  ({
    ...context,
    principal: {
      kind: 'device',
      organisationId,
      siteId: organisationId,
      deviceId: organisationId,
      role: 'coordinator',
      keyMark: '',
    },
  }) as const;

/** Eight devices that want a turn and keep it; how many got one at once. */
async function turnsOfDevices(turns: ConnectionTurns): Promise<number> {
  let begun = 0;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const all = Array.from({ length: 8 }, (_, index) =>
    runInRequest(deviceOf(`organisation ${index}`), () =>
      turns.run(`organisation ${index}`, () => {
        begun += 1;
        return ended;
      }),
    ),
  );
  const atOnce = begun;
  end();
  await Promise.all(all);
  expect(begun).toBe(8);
  return atOnce;
}

describe('turns at ten connections', () => {
  it('are five for devices alone, and three while people are about', async () => {
    const turns = new ConnectionTurns(10);
    expect(await turnsOfDevices(turns)).toBe(5);
    const asked = runInRequest(context, () => turns.run('people', () => Promise.resolve()));
    expect(await turnsOfDevices(turns)).toBe(3);
    await asked;
  });
});
