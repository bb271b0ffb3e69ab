import { awsMutations } from './mutations-aws.ts';
import { azureMutations } from './mutations-azure.ts';
import { existingMutations } from './mutations-existing.ts';
import { googleMutations } from './mutations-google.ts';
import type { Mutation } from './mutation.ts';

const everywhere: readonly Mutation[] = [
  [
    'lets any pod into the namespace',
    'kubernetes_namespace_v1.namespace',
    { 'metadata.labels': {} },
    'restricted',
  ],
  [
    'writes a secret into the file',
    'kubernetes_secret_v1.owner-secret',
    { data: { 'owner-password': 'hunter2' } },
    'never from the file',
  ],
  ['makes short passwords', 'random_password.database-password', { length: 8 }, '32 characters'],
  ['makes a short master key', 'random_bytes.master-key', { length: 16 }, '32 bytes'],
  [
    'deletes pictures with their claim',
    'kubernetes_persistent_volume_v1.media-volume',
    { spec: [{ persistent_volume_reclaim_policy: 'Delete' }] },
    'keep pictures',
  ],
  ['lets a broken release stand', 'helm_release.eyrie', { atomic: false }, 'taken back'],
  [
    'puts a secret into the values',
    'helm_release.eyrie',
    { values: ['{"owner":{"password":"${random_password.owner-password.result}"}}'] },
    'secrets by name',
  ],
  ['makes a key of AWS', 'aws_iam_access_key.media', { user: 'media' }, 'lasts gets lost'],
  [
    'makes a key of Google',
    'google_service_account_key.media',
    { service_account_id: 'media' },
    'lasts gets lost',
  ],
  [
    'makes a password of Azure',
    'azuread_application_password.media',
    { application_id: 'media' },
    'lasts gets lost',
  ],
  [
    'opens a bucket by its ACL',
    'aws_s3_bucket_acl.media',
    { acl: 'public-read' },
    'could open a bucket',
  ],
  [
    'makes a bucket that may be opened',
    'aws_s3_bucket.another',
    { bucket: 'another' },
    'closed to the public',
  ],
  [
    'makes an open bucket',
    'google_storage_bucket.media',
    { name: 'media' },
    'closed to the public',
  ],
  [
    'makes an open account',
    'azurerm_storage_account.media',
    { name: 'media' },
    'closed to the public',
  ],
];

const ofClouds: Readonly<Record<string, readonly Mutation[]>> = {
  aws: awsMutations,
  google: googleMutations,
  azure: azureMutations,
  existing: existingMutations,
};

export function mutationsOf(cloud: string): readonly Mutation[] {
  return [...everywhere, ...(ofClouds[cloud] ?? [])];
}
