import root from '../../jest.config.mjs';

/** `npm run check:deploy`: what is deployed, held against the tools that will read it. */
export default {
  ...root,
  globalSetup: '<rootDir>/deploy/checks/build-once.mjs',
  testMatch: ['<rootDir>/deploy/**/*.deploy-spec.ts'],
  testTimeout: 120_000,
};
