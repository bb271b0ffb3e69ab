import {
  all,
  each,
  isAtLeast,
  isEverybody,
  isFrom,
  isKept,
  type Demand,
  type Look,
} from './policy.ts';

const isOurs = (key: unknown): boolean => isFrom(key, 'aws_kms_key');
const hasNoRules = (at: Look): boolean => at('ingress') === undefined && at('egress') === undefined;

/** Demands on the stack for Amazon Web Services. */
export const awsDemands: readonly Demand[] = [
  // Nothing public but 443.
  {
    type: 'aws_vpc_security_group_ingress_rule',
    demand: 'must let everybody in at port 443 alone',
    holds: (at) =>
      !(isEverybody(at('cidr_ipv4')) || isEverybody(at('cidr_ipv6'))) ||
      (at('ip_protocol') === 'tcp' && at('from_port') === 443 && at('to_port') === 443),
  },
  {
    type: 'aws_security_group',
    demand: 'must have its rules one by one, where policies see them',
    holds: hasNoRules,
  },
  {
    type: 'aws_default_security_group',
    demand: 'must let nothing through',
    holds: hasNoRules,
  },
  {
    type: 'aws_subnet',
    demand: 'must give nobody a public address',
    holds: (at) => at('map_public_ip_on_launch') === false,
  },
  {
    type: 'aws_eks_cluster',
    demand: 'must show its API to administrators alone',
    holds: (at) =>
      at('vpc_config.endpoint_private_access') === true &&
      !isEverybody(at('vpc_config.public_access_cidrs')),
  },
  {
    type: 'aws_eks_node_group',
    demand: 'must be in private subnets of three zones',
    holds: (at) =>
      JSON.stringify(at('subnet_ids')) ===
      JSON.stringify([0, 1, 2].map((zone) => `\${aws_subnet.private-${zone}.id}`)),
  },
  {
    type: 'aws_db_instance',
    demand: 'must not be public',
    holds: (at) => at('publicly_accessible') === false,
  },
  {
    type: 'aws_lb_listener',
    demand: 'must speak TLS 1.2 or newer, at 443',
    holds: (at) =>
      at('port') === 443 &&
      at('protocol') === 'HTTPS' &&
      /TLS13-1-[23]-/.test(String(at('ssl_policy'))),
  },
  {
    type: 'aws_launch_template',
    demand: 'must keep the node’s credentials from pods, and encrypt its disk',
    holds: (at) =>
      at('metadata_options.http_tokens') === 'required' &&
      at('metadata_options.http_put_response_hop_limit') === 1 &&
      all(at('block_device_mappings'), (disk) => disk('ebs.encrypted') === 'true'),
  },
  // Encryption, with a key of our own.
  {
    type: 'aws_kms_key',
    demand: 'must be exchanged every year, and outlive a mistake',
    holds: (at) =>
      at('enable_key_rotation') === true &&
      isAtLeast(at('deletion_window_in_days'), 7) &&
      isKept(at),
  },
  {
    type: 'aws_db_instance',
    demand: 'must be encrypted with our own key',
    holds: (at) => at('storage_encrypted') === true && isOurs(at('kms_key_id')),
  },
  {
    type: 'aws_db_parameter_group',
    demand: 'must refuse whoever does not encrypt',
    holds: (at) =>
      each(at('parameter')).some((one) => one('name') === 'rds.force_ssl' && one('value') === '1'),
  },
  {
    type: 'aws_elasticache_replication_group',
    demand: 'must be encrypted with our own key, under way too, and ask for a password',
    holds: (at) =>
      String(at('at_rest_encryption_enabled')) === 'true' &&
      at('transit_encryption_enabled') === true &&
      isOurs(at('kms_key_id')) &&
      isFrom(at('auth_token'), 'random_password'),
  },
  {
    type: 'aws_s3_bucket_server_side_encryption_configuration',
    demand: 'must be encrypted with our own key',
    holds: (at) => {
      const by = 'apply_server_side_encryption_by_default';
      return all(
        at('rule'),
        (rule) =>
          rule(`${by}.sse_algorithm`) === 'aws:kms' && isOurs(rule(`${by}.kms_master_key_id`)),
      );
    },
  },
  {
    type: 'aws_s3_bucket_policy',
    demand: 'must refuse whoever does not encrypt',
    holds: (at) => {
      const policy = String(at('policy'));
      return policy.includes('"Deny"') && policy.includes('"aws:SecureTransport":"false"');
    },
  },
  {
    type: 'aws_s3_bucket_public_access_block',
    demand: 'must keep the bucket from the public',
    holds: (at) =>
      [
        'block_public_acls',
        'block_public_policy',
        'ignore_public_acls',
        'restrict_public_buckets',
      ].every((way) => at(way) === true),
  },
  {
    type: 'aws_iam_role_policy',
    demand: 'must open what is named, for what is named',
    holds: (at) => !/"(Action|Resource)":(\[[^\]]*)?"(\*|\w+:\*)"/.test(String(at('policy'))),
  },
  {
    type: 'aws_secretsmanager_secret',
    demand: 'must be encrypted with our own key, and outlive a mistake',
    holds: (at) => isOurs(at('kms_key_id')) && isKept(at),
  },
  {
    type: 'aws_eks_cluster',
    demand: 'must encrypt its secrets with our own key',
    holds: (at) =>
      isOurs(at('encryption_config.provider.key_arn')) &&
      at('encryption_config.resources.0') === 'secrets',
  },
  {
    type: 'aws_backup_vault',
    demand: 'must be encrypted with our own key, and outlive a mistake',
    holds: (at) => isOurs(at('kms_key_arn')) && isKept(at),
  },
  // Backups.
  {
    type: 'aws_db_instance',
    demand: 'must be restorable to any moment of the last seven days or more',
    holds: (at) =>
      isAtLeast(at('backup_retention_period'), 7) &&
      at('delete_automated_backups') === false &&
      at('skip_final_snapshot') === false,
  },
  {
    type: 'aws_backup_plan',
    demand: 'must keep daily backups for seven days or more',
    holds: (at) => all(at('rule'), (rule) => isAtLeast(rule('lifecycle.delete_after'), 7)),
  },
  {
    type: 'aws_s3_bucket_versioning',
    demand: 'must keep what somebody deletes by mistake',
    holds: (at) => at('versioning_configuration.status') === 'Enabled',
  },
  {
    type: 'aws_s3_bucket_lifecycle_configuration',
    demand: 'must forget former versions, no sooner than after seven days, and no object',
    holds: (at) =>
      all(
        at('rule'),
        (rule) =>
          isAtLeast(rule('noncurrent_version_expiration.0.noncurrent_days'), 7) &&
          rule('expiration') === undefined,
      ),
  },
  {
    type: 'aws_backup_selection',
    demand: 'must take the database and the pictures',
    holds: (at) =>
      ['aws_db_instance', 'aws_s3_bucket'].every((type) =>
        JSON.stringify(at('resources')).includes(`\${${type}.`),
      ),
  },
  // Deletion protection.
  {
    type: 'aws_db_instance',
    demand: 'must be protected from being deleted',
    holds: (at) => at('deletion_protection') === true,
  },
  {
    type: 'aws_eks_cluster',
    demand: 'must be protected from being deleted',
    holds: (at) => at('deletion_protection') === true,
  },
  {
    type: 'aws_lb',
    demand: 'must be protected from being deleted',
    holds: (at) => at('enable_deletion_protection') === true,
  },
  {
    type: 'aws_s3_bucket',
    demand: 'must be protected from being deleted',
    holds: (at) => isKept(at) && at('force_destroy') === false,
  },
  // Several zones.
  {
    type: 'aws_db_instance',
    demand: 'must have a second one in another zone',
    holds: (at) => at('multi_az') === true,
  },
  {
    type: 'aws_elasticache_replication_group',
    demand: 'must have a second one in another zone',
    holds: (at) =>
      at('multi_az_enabled') === true &&
      at('automatic_failover_enabled') === true &&
      isAtLeast(at('num_cache_clusters'), 2),
  },
];
