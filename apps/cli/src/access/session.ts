import { operations, type Credentials, type Session } from '@eyrie/sdk';
import { CommandFailure } from '../failure.ts';
import { clientOf } from './client.ts';

/** Logs in as a person. Throws `EyrieProblem` where the cloud refuses: `second_factor` where it wants a code. */
export async function openSession(
  url: string,
  credentials: Credentials,
): Promise<{ session: Session; cookie: string }> {
  const nobody = clientOf(url, { kind: 'nobody' });
  const { value, headers } = await nobody.exchange(operations.sessionCreate, { body: credentials });
  // The other cookie marks a browser as known; this program keeps nothing that outlives its session.
  const cookie = headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .find((pair) => /^(__Host-)?eyrie_session=/.test(pair));
  if (cookie === undefined) throw new CommandFailure(`${url} began no session: is it a cloud?`);
  return { session: value, cookie };
}
