import root from '../../jest.config.mjs';

/** `npm run check:deploy`: what is deployed, held against the tools that will read it. */
export default {
  ...root,
  testMatch: ['<rootDir>/deploy/**/*.deploy-spec.ts'],
  testTimeout: 120_000,
};
