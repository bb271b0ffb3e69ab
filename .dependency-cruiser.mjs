// The one direction in which the workspace may import (docs/architecture.md):
// apps → platform, sdk, realtime, release, discovery, identity, camera, timelapse
//      → raft, schedule → journal, contracts.
const middle = '^libs/(platform|sdk|realtime|release|discovery|identity|camera|timelapse)/';
const low = '^libs/(raft|schedule)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '\\.entity\\.ts$' },
      to: { circular: true },
    },
    { name: 'unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-never-import-apps',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'middle-libs-never-import-each-other',
      severity: 'error',
      from: { path: '^libs/(platform|realtime|release|discovery|identity|camera|timelapse)/' },
      to: { path: middle, pathNot: '^libs/$1/' },
    },
    {
      // One client of the event stream for everybody: the SDK has none of its own.
      name: 'sdk-stands-on-realtime-alone',
      severity: 'error',
      from: { path: '^libs/sdk/' },
      to: { path: middle, pathNot: '^libs/(sdk|realtime)/' },
    },
    {
      name: 'low-libs-look-down-only',
      severity: 'error',
      from: { path: '^libs/(raft|schedule)/' },
      to: { path: `${middle}|${low}`, pathNot: '^libs/$1/' },
    },
    {
      name: 'base-libs-stand-alone',
      severity: 'error',
      from: { path: '^libs/(journal|contracts)/' },
      to: { path: '^libs/', pathNot: '^libs/$1/' },
    },
    {
      name: 'only-apps-and-platform-import-nestjs',
      severity: 'error',
      from: { path: '^libs/', pathNot: '^libs/platform/' },
      to: { path: 'node_modules/@nestjs/' },
    },
    {
      name: 'raft-core-imports-nothing',
      severity: 'error',
      from: { path: '^libs/raft/src/core/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/raft/src/core/' },
    },
    {
      name: 'packages-are-entered-by-their-index',
      severity: 'error',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^libs/[^/]+/(src|testing)/(?!index\\.ts$)', pathNot: '^$1/$2/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules|/dist/' },
    exclude: { path: '/dist/|\\.nx/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['@eyrie/source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.mts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
