import { GoogleResource } from '../../providers/google.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { VolumeSource } from '../../release/media-volume.ts';
import type { Surroundings } from './database.ts';
import type { Ground } from './ground.ts';
import { nodeNetwork } from './network.ts';

export interface MediaStore {
  readonly id: Reference;
  readonly volume: VolumeSource;
  readonly gibibytes: number;
}

/** Name of the one share. */
export const mediaShare = 'media';

/** A file system in all zones of the region: the cloud-api keeps pictures in a folder, not yet in a bucket. */
export function makeMediaStore(
  { stack, settings, size }: Ground,
  { network, key }: Surroundings,
): MediaStore {
  const gibibytes = size.mediaTib * 1_024;
  const files = new GoogleResource(
    stack,
    'google_filestore_instance',
    'media',
    {
      name: `${settings.name}-media`,
      location: settings.region,
      tier: 'REGIONAL',
      kms_key_name: key.id,
      deletion_protection_enabled: true,
      deletion_protection_reason: 'Pictures and videos',
      file_shares: {
        name: mediaShare,
        capacity_gb: gibibytes,
        // No key opens it: nodes of the cluster may, whose driver hands the folder to the pods' group.
        nfs_export_options: [
          { ip_ranges: [nodeNetwork], access_mode: 'READ_WRITE', squash_mode: 'NO_ROOT_SQUASH' },
        ],
      },
      networks: [
        { network: network.id, modes: ['MODE_IPV4'], connect_mode: 'PRIVATE_SERVICE_ACCESS' },
      ],
    },
    { dependsOn: [...network.ready, ...key.ready], lifecycle: { preventDestroy: true } },
  );
  const volume: VolumeSource = {
    source: {
      csi: {
        driver: 'filestore.csi.storage.gke.io',
        volume_handle: `modeInstance/${settings.region}/${files.get('name')}/${mediaShare}`,
        volume_attributes: { ip: files.get('networks[0].ip_addresses[0]'), volume: mediaShare },
      },
    },
  };
  return { id: files.get('id'), volume, gibibytes };
}
