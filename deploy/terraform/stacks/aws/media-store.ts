import type { ITerraformDependable } from 'cdktn';
import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import { namespaceName } from '../../release/eyrie-release.ts';
import type { Surroundings } from './database.ts';
import { makeRole, policyOf, type Ground } from './ground.ts';

export interface MediaStore {
  readonly arn: Reference;
  readonly bucket: Reference;
  /** Before these are there, the pods have no way to it. */
  readonly ready: readonly ITerraformDependable[];
}

/** The chart names its service account after the release. */
const serviceAccount = 'eyrie';

/** What docs/backup.md says that the cloud and its backups need, and no more. */
const bucketActions = [
  's3:ListBucket',
  's3:ListBucketVersions',
  's3:ListBucketMultipartUploads',
  's3:GetBucketVersioning',
  's3:GetLifecycleConfiguration',
];
const objectActions = [
  's3:GetObject',
  's3:PutObject',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:AbortMultipartUpload',
  's3:ListMultipartUploadParts',
];

/** A bucket for pictures, videos and exports, and a role for the pods that opens this one alone. */
export function makeMediaStore(ground: Ground, { cluster, key }: Surroundings): MediaStore {
  const { stack, settings } = ground;
  const made = new AwsResource(
    stack,
    'aws_s3_bucket',
    'media',
    { bucket_prefix: `${settings.name}-media-`, force_destroy: false },
    { lifecycle: { preventDestroy: true } },
  );
  const bucket = made.get('id');
  const arn = made.get('arn');
  const closed = closeBucket(ground, { bucket, arn, key });
  const role = makeRole(ground, 'media-role', 'pods.eks.amazonaws.com', []);
  const allow = (Action: readonly string[], Resource: string) => ({
    Effect: 'Allow',
    ...{ Action, Resource },
  });
  const rights = new AwsResource(stack, 'aws_iam_role_policy', 'media-rights', {
    name: 'media',
    role: role.name,
    policy: policyOf(
      allow(bucketActions, arn),
      allow(objectActions, `${arn}/*`),
      allow(['kms:GenerateDataKey', 'kms:Decrypt'], key),
    ),
  });
  const identity = new AwsResource(stack, 'aws_eks_pod_identity_association', 'media-identity', {
    cluster_name: cluster.name,
    namespace: namespaceName,
    service_account: serviceAccount,
    role_arn: role.arn,
  });
  return { arn, bucket, ready: [...closed, rights, identity] };
}

/** Nobody from outside, nothing unencrypted, and a while to come back from a mistake of somebody else’s. */
function closeBucket(
  { stack, settings }: Ground,
  { bucket, arn, key }: { bucket: Reference; arn: Reference; key: Reference },
): ITerraformDependable[] {
  const isClosed = new AwsResource(stack, 'aws_s3_bucket_public_access_block', 'media-closed', {
    bucket,
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  new AwsResource(stack, 'aws_s3_bucket_ownership_controls', 'media-owner', {
    bucket,
    rule: { object_ownership: 'BucketOwnerEnforced' },
  });
  const versions = new AwsResource(stack, 'aws_s3_bucket_versioning', 'media-versions', {
    bucket,
    versioning_configuration: { status: 'Enabled' },
  });
  const encrypted = new AwsResource(
    stack,
    'aws_s3_bucket_server_side_encryption_configuration',
    'media-encrypted',
    {
      bucket,
      rule: [
        {
          bucket_key_enabled: true,
          apply_server_side_encryption_by_default: {
            sse_algorithm: 'aws:kms',
            kms_master_key_id: key,
          },
        },
      ],
    },
  );
  // Eyrie deletes versions itself. What others deleted stays as long as backups do; the rest of a cut upload does not.
  new AwsResource(
    stack,
    'aws_s3_bucket_lifecycle_configuration',
    'media-lifecycle',
    {
      bucket,
      rule: [
        {
          id: 'former-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrent_version_expiration: [{ noncurrent_days: settings.backupDays }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
        },
      ],
    },
    { dependsOn: [versions] },
  );
  const policy = new AwsResource(
    stack,
    'aws_s3_bucket_policy',
    'media-access',
    {
      bucket,
      policy: policyOf({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    },
    { dependsOn: [isClosed] },
  );
  return [versions, encrypted, policy];
}
