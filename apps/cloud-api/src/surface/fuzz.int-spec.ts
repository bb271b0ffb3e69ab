import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../testing/app.ts';
import { fillOrganisation, type FilledOrganisation } from '../testing/filled-organisation.ts';
import { sampledOperations } from '../testing/operation-samples/index.ts';
import { type ApiDescription, describeSurface } from '../testing/surface/documented-operations.ts';
import { fuzzOperation } from '../testing/surface/fuzz/fuzz-operation.ts';

/** `npm run fuzz:api` sends as many as one likes, with seeds of its own. */
const options = { runs: 15, seed: 20_261_121 };

describe('odd input', () => {
  let cloud: TestApp;
  let surface: ApiDescription;
  let organisation: FilledOrganisation;
  beforeAll(async () => {
    cloud = await startTestApp();
    surface = await describeSurface(cloud);
    organisation = await fillOrganisation(cloud, 'heron');
  }, 180_000);
  afterAll(() => cloud.close());

  it.each(sampledOperations)('does not break %s', async (operation) => {
    const described = surface.operations.find((one) => one.operation === operation);
    if (!described) throw new Error(`${operation} is not in the document.`);
    const { faults, statuses } = await fuzzOperation(
      cloud,
      surface,
      organisation,
      described,
      options,
    );
    expect(faults).toEqual([]);
    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(options.runs);
  });
});
