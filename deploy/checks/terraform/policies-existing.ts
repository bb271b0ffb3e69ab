import type { Demand, Look } from './policy.ts';

/** What the chart of Eyrie is given. */
function valuesOf(at: Look): string {
  return at('name') === 'eyrie' ? JSON.stringify(at('values')).replaceAll(/\\n|\\| /g, '') : '';
}

/** Demands on the stack for a cluster that is there: what the chart is told to make in it. */
export const existingDemands: readonly Demand[] = [
  {
    type: 'helm_release',
    demand: 'must be reached by TLS alone',
    holds: (at) => valuesOf(at).includes('"tls":{"mode":"cert-manager"'),
  },
  {
    type: 'helm_release',
    demand: 'must let in nobody but the ingress controller',
    holds: (at) => /"networkPolicy":\{"enabled":true,"clientsFrom":\[\{/.test(valuesOf(at)),
  },
  {
    type: 'helm_release',
    demand:
      'must have three instances of a database that it makes, and backups of it for seven days or more',
    holds: (at) => {
      const values = valuesOf(at);
      const [, days = '0'] = /"retention":"(\d+)d"/.exec(values) ?? [];
      const isSafe =
        values.includes('"instances":3') && values.includes('"destinationPath":"s3://');
      return !values.includes('cloudnative-pg') || (isSafe && Number(days) >= 7);
    },
  },
];
