import type { Mutation } from './mutation.ts';

/** Each breaks the stack for a cluster that is there in one way, and one demand must say so. */
export const existingMutations: readonly Mutation[] = [
  [
    'serves without TLS',
    'helm_release.eyrie',
    { values: ['{"ingress":{"tls":{"mode":"none"}}}'] },
    'TLS alone',
  ],
  [
    'lets any pod reach the API',
    'helm_release.eyrie',
    { values: ['{"networkPolicy":{"enabled":true,"clientsFrom":[]}}'] },
    'ingress controller',
  ],
  [
    'makes a database without backups',
    'helm_release.eyrie',
    { values: ['{"database":{"mode":"cloudnative-pg"}}'] },
    'backups of it',
  ],
];
