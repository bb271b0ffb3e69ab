import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { Secrets } from '../../release/eyrie-release.ts';
import type { Cluster } from './cluster.ts';
import type { Ground } from './ground.ts';
import { makeDoor, type Network } from './network.ts';

export interface Database {
  readonly arn: Reference;
  readonly url: string;
}

/** Postgres in two zones, of which one waits. Its log is put away every five minutes: that is how much can be lost. */
export function makeDatabase(
  ground: Ground,
  { network, cluster, key, secrets }: Surroundings,
): Database {
  const { stack, settings, size, machine } = ground;
  const { name, backupDays } = settings;
  const subnets = new AwsResource(stack, 'aws_db_subnet_group', 'database-subnets', {
    name: `${name}-database`,
    subnet_ids: network.privateSubnets,
  });
  const parameters = new AwsResource(stack, 'aws_db_parameter_group', 'database-parameters', {
    name_prefix: `${name}-`,
    family: 'postgres17',
    parameter: [
      { name: 'rds.force_ssl', value: '1' },
      { name: 'log_min_duration_statement', value: '1000' },
    ],
  });
  const door = makeDoor(ground, network, {
    id: 'database',
    port: 5432,
    from: cluster.securityGroup,
  });
  const database = new AwsResource(stack, 'aws_db_instance', 'database', {
    identifier: `${name}-database`,
    engine: 'postgres',
    engine_version: '17',
    instance_class: machine.database,
    db_name: 'eyrie',
    username: 'eyrie',
    password: secrets.databasePassword,
    multi_az: true,
    publicly_accessible: false,
    db_subnet_group_name: subnets.get('name'),
    vpc_security_group_ids: [door],
    parameter_group_name: parameters.get('name'),
    ca_cert_identifier: 'rds-ca-rsa2048-g1',
    storage_type: 'gp3',
    allocated_storage: size.database.storageGib,
    max_allocated_storage: size.database.storageGibMax,
    storage_encrypted: true,
    kms_key_id: key,
    backup_retention_period: backupDays,
    delete_automated_backups: false,
    copy_tags_to_snapshot: true,
    deletion_protection: true,
    skip_final_snapshot: false,
    final_snapshot_identifier: `${name}-last`,
    performance_insights_enabled: true,
    performance_insights_kms_key_id: key,
    enabled_cloudwatch_logs_exports: ['postgresql', 'upgrade'],
    auto_minor_version_upgrade: true,
  });
  const user = `eyrie:${secrets.databasePassword}`;
  return {
    arn: database.get('arn'),
    url: `postgresql://${user}@${database.get('endpoint')}/eyrie?sslmode=verify-full`,
  };
}

export interface Surroundings {
  readonly network: Network;
  readonly cluster: Cluster;
  readonly key: Reference;
  readonly secrets: Secrets;
}
