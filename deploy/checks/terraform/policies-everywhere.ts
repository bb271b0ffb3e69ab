import { each, isAtLeast, isFrom, type Demand } from './policy.ts';

/** What must not be in any stack. */
const forbidden: readonly Demand[] = [
  ['aws_iam_access_key', 'must not be: a key that lasts gets lost'],
  ['google_service_account_key', 'must not be: a key that lasts gets lost'],
  ['azuread_application_password', 'must not be: a key that lasts gets lost'],
  ['aws_s3_bucket_acl', 'must not be: it could open a bucket'],
].map(([type = '', demand = '']) => ({ type, demand, holds: () => false, isNeeded: false }));

/** Demands on every stack, whichever cloud it is for. */
export const everywhere: readonly Demand[] = [
  ...forbidden,
  {
    type: 'kubernetes_namespace_v1',
    demand: 'must hold its pods to the "restricted" profile',
    holds: (at) =>
      JSON.stringify(at('metadata')).includes('"pod-security.kubernetes.io/enforce":"restricted"'),
  },
  {
    type: 'kubernetes_secret_v1',
    demand: 'must take its secret from what Terraform makes or asks for, and never from the file',
    holds: (at) => Object.values(at('data') ?? {}).every((value) => String(value).includes('${')),
  },
  {
    type: 'random_password',
    demand: 'must have 32 characters or more',
    holds: (at) => isAtLeast(at('length'), 32),
  },
  {
    type: 'random_bytes',
    demand: 'must have the 32 bytes of a master key',
    holds: (at) => at('length') === 32,
  },
  {
    type: 'kubernetes_persistent_volume_v1',
    demand: 'must keep pictures when its claim is gone',
    holds: (at) =>
      each(at('spec')).every((spec) => spec('persistent_volume_reclaim_policy') === 'Retain'),
    isNeeded: false,
  },
  {
    type: 'helm_release',
    demand: 'must be taken back where it does not become ready',
    holds: (at) => at('name') !== 'eyrie' || at('atomic') === true,
  },
  {
    type: 'helm_release',
    demand: 'must get secrets by name, and none of them in its values',
    holds: (at) => !/\$\{(random_|var\.)|password"|"value"/.test(JSON.stringify(at('values'))),
  },
  {
    type: 'aws_s3_bucket',
    demand: 'must be closed to the public by a block of its own',
    holds: (_at, elements) => {
      const closed = elements.filter(
        ({ type, at }) =>
          type === 'aws_s3_bucket_public_access_block' &&
          isFrom(at('bucket'), 'aws_s3_bucket') &&
          ['block_public_acls', 'block_public_policy', 'restrict_public_buckets'].every(
            (rule) => at(rule) === true,
          ),
      );
      return elements.filter(({ type }) => type === 'aws_s3_bucket').length <= closed.length;
    },
    isNeeded: false,
  },
  {
    type: 'google_storage_bucket',
    demand: 'must be closed to the public',
    holds: (at) => at('public_access_prevention') === 'enforced',
    isNeeded: false,
  },
  {
    type: 'azurerm_storage_account',
    demand: 'must be closed to the public',
    holds: (at) =>
      at('allow_nested_items_to_be_public') === false &&
      at('public_network_access_enabled') === false,
    isNeeded: false,
  },
];
