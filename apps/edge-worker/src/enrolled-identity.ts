import path from 'node:path';
import { DeviceIdentity, IdentityError, readBoard, readHardware } from '@eyrie/identity';
import type { Logger } from '@eyrie/platform';
import { isDiskTrouble } from './card/resilient-log.ts';
import type { Clock } from './clock.ts';
import type { Environment } from './configuration.ts';

export interface EnrolmentWatch {
  (state: 'enrolling' | 'failed', reason: string): void;
}

/** A person may mend it meanwhile: a new token in provision.txt, say. */
const againMs = 30_000;

/** The device's identity, however long it takes; rejects only when the signal fires. */
export async function enrolledIdentity(
  environment: Environment,
  clock: Clock,
  log: Logger,
  watch: EnrolmentWatch,
  signal: AbortSignal,
): Promise<DeviceIdentity> {
  const { EYRIE_DATA: data, PROVISION_URL: url, PROVISION_TOKEN: token } = environment;
  const [hardware, board] = await Promise.all([readHardware(), readBoard()]);
  for (;;) {
    try {
      return await DeviceIdentity.open({
        directory: path.join(data, 'identity'),
        provisionUrl: url,
        provisionToken: token,
        provisionFile: environment.EYRIE_PROVISION_FILE ?? path.join(data, 'provision.txt'),
        hardware,
        board,
        signal,
        onNotKept: (error) =>
          log.warn(
            { event: 'starts_not_counted', err: error },
            'The card keeps no count of starts.',
          ),
        onWaiting: (reason) => {
          log.info({ event: 'enrolment_waiting', reason }, reason);
          watch('enrolling', reason);
        },
      });
    } catch (error) {
      // A card that fails for a while is no reason to end, and to be started again and again.
      if (!(error instanceof IdentityError) && !isDiskTrouble(error)) throw error;
      const message = error instanceof Error ? error.message : String(error);
      const code = error instanceof IdentityError ? error.code : 'identity.disk';
      log.error({ event: 'enrolment_failed', code, err: error }, message);
      watch('failed', message);
      await clock.sleep(againMs, signal);
      signal.throwIfAborted();
    }
  }
}
