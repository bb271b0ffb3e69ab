import root from '../../../jest.config.mjs';

/** `npm run check:cluster`: the chart against the control plane of a true cluster. */
export default {
  ...root,
  globalSetup: '<rootDir>/deploy/checks/cluster/build-once.ts',
  testMatch: ['<rootDir>/deploy/checks/cluster/*.cluster-spec.ts'],
  testTimeout: 300_000,
};
