import type { CreatedProvisioningToken } from '@eyrie/sdk';
import { CommandFailure, exitCodes } from '../failure.ts';

type Claim = Pick<CreatedProvisioningToken, 'id' | 'device_name'>;

export interface CardRun<One extends Claim> {
  readonly claims: readonly One[];
  /** Ends early, with a rejection, where the signal says so. */
  readonly write: (claim: One, index: number, signal: AbortSignal) => Promise<void>;
  readonly revoke: (claim: One) => Promise<void>;
  /** Of what goes wrong with the revoking itself. */
  readonly say: (text: string) => void;
}

/**
 * Writes one card after the other. A claim whose card did not come out whole is revoked, and so are those that no
 * card was made for: what is not on a card that works is nobody's, and somebody may find it. Ctrl-C and SIGTERM end the
 * card that is being written in the same way.
 */
export async function runCards<One extends Claim>(run: CardRun<One>): Promise<void> {
  const { claims, write } = run;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGINT', stop).on('SIGTERM', stop);
  let written = 0;
  try {
    for (const [index, claim] of claims.entries()) {
      stopping.signal.throwIfAborted();
      await write(claim, index, stopping.signal);
      written += 1;
    }
  } catch (error) {
    const left = claims.slice(written);
    const revoked = await revokeAll(run, left);
    const what =
      `${written} of ${claims.length} cards are written; the claims of the other ` +
      `${left.length} are ${revoked ? 'revoked' : 'not all revoked'}.`;
    if (stopping.signal.aborted) {
      throw new CommandFailure(`Ended. ${what}`, exitCodes.interrupted, { cause: error });
    }
    const why = error instanceof Error ? error.message : String(error);
    const code = error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
    throw new CommandFailure(`${why}\n${what}`, code, { cause: error });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function revokeAll<One extends Claim>(
  { revoke, say }: CardRun<One>,
  claims: readonly One[],
): Promise<boolean> {
  let isWhole = true;
  for (const claim of claims) {
    try {
      await revoke(claim);
    } catch (error) {
      isWhole = false;
      const why = error instanceof Error ? error.message : String(error);
      say(
        `The claim of ${claim.device_name} is still good (${why}): eyrie token revoke ${claim.id}`,
      );
    }
  }
  return isWhole;
}
