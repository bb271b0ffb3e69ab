import type { ITerraformDependable } from 'cdktn';
import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import { podUser } from '../../release/eyrie-release.ts';
import type { VolumeSource } from '../../release/media-volume.ts';
import type { Surroundings } from './database.ts';
import { policyOf, type Ground } from './ground.ts';
import { makeDoor } from './network.ts';

export interface MediaStore {
  readonly arn: Reference;
  readonly volume: VolumeSource;
  /** Before these are there, nobody can mount it. */
  readonly ready: readonly ITerraformDependable[];
}

/** A file system in all zones, which grows by itself: the cloud-api keeps pictures in a folder, not yet in a bucket. */
export function makeMediaStore(
  ground: Ground,
  { network, cluster, key }: Surroundings,
): MediaStore {
  const { stack, settings } = ground;
  const files = new AwsResource(
    stack,
    'aws_efs_file_system',
    'media',
    {
      encrypted: true,
      kms_key_id: key,
      throughput_mode: 'elastic',
      lifecycle_policy: [{ transition_to_ia: 'AFTER_30_DAYS' }],
      tags: { Name: `${settings.name}-media` },
    },
    { lifecycle: { preventDestroy: true } },
  );
  const file_system_id = files.get('id');
  const door = makeDoor(ground, network, { id: 'media', port: 2049, from: cluster.securityGroup });
  const targets = network.privateSubnets.map((subnet_id, zone) => {
    const target = { file_system_id, subnet_id, security_groups: [door] };
    return new AwsResource(stack, 'aws_efs_mount_target', `media-${zone}`, target);
  });
  const user = { uid: podUser, gid: podUser };
  const folder = new AwsResource(stack, 'aws_efs_access_point', 'media-folder', {
    file_system_id,
    posix_user: user,
    root_directory: {
      path: '/eyrie',
      creation_info: { owner_uid: podUser, owner_gid: podUser, permissions: '0750' },
    },
  });
  // There is no key to it: whoever comes encrypted, through the mount targets and by this one folder, may.
  const access = new AwsResource(stack, 'aws_efs_file_system_policy', 'media-access', {
    file_system_id,
    policy: policyOf({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
      Resource: files.get('arn'),
      Condition: {
        Bool: { 'aws:SecureTransport': 'true', 'elasticfilesystem:AccessedViaMountTarget': 'true' },
        StringEquals: { 'elasticfilesystem:AccessPointArn': folder.get('arn') },
      },
    }),
  });
  const volume: VolumeSource = {
    source: {
      csi: {
        driver: 'efs.csi.aws.com',
        volume_handle: `${file_system_id}::${folder.get('id')}`,
      },
    },
    mountOptions: ['tls'],
  };
  return { arn: files.get('arn'), volume, ready: [...targets, access] };
}
