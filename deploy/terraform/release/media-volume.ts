import type { TerraformStack } from 'cdktn';
import { KubernetesResource } from '../providers/kubernetes.gen.ts';

/** Where the shared file system is: by a cloud's driver, or by NFS as Kubernetes speaks it itself. */
export interface VolumeSource {
  readonly source:
    | {
        readonly csi: {
          readonly driver: string;
          readonly volume_handle: string;
          readonly volume_attributes?: Readonly<Record<string, string>>;
        };
      }
    | { readonly nfs: { readonly server: string; readonly path: string } };
  readonly mountOptions?: readonly string[];
}

/** Name of the claim that the chart is given. */
export const mediaClaimName = 'eyrie-media';

/**
 * Pictures and videos as the cloud-api keeps them: in a folder that all replicas share. The volume outlives the release, and
 * Terraform refuses to destroy its claim.
 */
export function claimMediaVolume(
  stack: TerraformStack,
  namespace: KubernetesResource<'kubernetes_namespace_v1'>,
  { gibibytes, source, mountOptions }: VolumeSource & { readonly gibibytes: number },
): KubernetesResource<'kubernetes_persistent_volume_claim_v1'> {
  const storage = { storage: `${gibibytes}Gi` };
  const volume = new KubernetesResource(stack, 'kubernetes_persistent_volume_v1', 'media-volume', {
    metadata: { name: mediaClaimName },
    spec: [
      {
        capacity: storage,
        access_modes: ['ReadWriteMany'],
        persistent_volume_reclaim_policy: 'Retain',
        storage_class_name: 'eyrie-media',
        ...(mountOptions ? { mount_options: mountOptions } : {}),
        persistent_volume_source: source,
      },
    ],
  });
  return new KubernetesResource(
    stack,
    'kubernetes_persistent_volume_claim_v1',
    'media-claim',
    {
      metadata: { name: mediaClaimName, namespace: namespace.get('metadata[0].name') },
      spec: {
        access_modes: ['ReadWriteMany'],
        storage_class_name: 'eyrie-media',
        volume_name: volume.get('metadata[0].name'),
        resources: { requests: storage },
      },
    },
    { lifecycle: { preventDestroy: true } },
  );
}
