import { readFileSync } from 'node:fs';

const swc = JSON.parse(readFileSync(new URL('.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
swc.jsc.rewriteRelativeImportExtensions = false;

/** @type {import('jest').Config} */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['@eyrie/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  modulePathIgnorePatterns: ['/dist/', '/\\.eyrie/', '/\\.nx/'],
  testMatch: [
    '<rootDir>/{apps,libs}/**/*.{spec,int-spec}.ts',
    '<rootDir>/{bench,tools}/**/*.spec.ts',
    '<rootDir>/e2e/**/*.e2e-spec.ts',
  ],
  setupFiles: ['reflect-metadata'],
  // A machine may be slow, and busy besides: what hangs is told late, and what is slow is no failure.
  testTimeout: 120_000,
};
