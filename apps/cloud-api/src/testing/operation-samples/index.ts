import type { Operation } from '../../authorisation/operations.ts';
import { edgeSamples } from './edge-samples.ts';
import { fleetSamples } from './fleet-samples.ts';
import { dataSamples } from './data-samples.ts';
import { mediaSamples } from './media-samples.ts';
import type { OperationSample } from './operation-sample.ts';
import { peopleSamples } from './people-samples.ts';
import { provisioningSamples } from './provisioning-samples.ts';

export type { OperationSample, SampleRequest } from './operation-sample.ts';

/**
 * How each operation of the OpenAPI document is called with success: the one place for it. The tests
 * of tenants, answers, rights, the audit log and odd input go through all of them.
 */
const operationSamples: Partial<Record<Operation, OperationSample>> = {
  ...peopleSamples,
  ...fleetSamples,
  ...provisioningSamples,
  ...dataSamples,
  ...mediaSamples,
  ...edgeSamples,
};

/** Throws where somebody added an operation and no sample. */
export function sampleOf(operation: Operation): OperationSample {
  const sample = operationSamples[operation];
  if (sample) return sample;
  throw new Error(
    `The operation ${operation} has no sample. Add how it is called with success to one of the ` +
      'lists in apps/cloud-api/src/testing/operation-samples: all tests of the whole surface use it.',
  );
}

export const sampledOperations = Object.keys(operationSamples) as Operation[];

/** Samples of operations that the document does not have (any more). */
export function staleSamples(documented: readonly Operation[]): Operation[] {
  return sampledOperations.filter((name) => !documented.includes(name));
}
