import type { TestApp, TestPerson } from '../app.ts';
import type { TestDevice } from '../edge.ts';
import type { FilledOrganisation } from '../filled-organisation.ts';

/** A request that the operation answers with success. */
export interface SampleRequest {
  /** Values of the parameters in the path, by name. */
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as they are; the headers name their type. */
  readonly bytes?: Buffer;
  /**
   * Who calls, where it is neither the owner, nor the key (where only keys may), nor the coordinator:
   * somebody made for the occasion, whom the call may log out.
   */
  readonly person?: TestPerson;
  readonly device?: TestDevice;
}

/**
 * How an operation is called. `organisation` has something of everything, to be read; what the call
 * uses up or changes (a device that it revokes) is made for it.
 */
export type OperationSample = (
  organisation: FilledOrganisation,
  cloud: TestApp,
) => SampleRequest | Promise<SampleRequest>;
