import type { TerraformStack } from 'cdktn';
import { KubernetesResource } from '../providers/kubernetes.gen.ts';

/** What a cloud's driver needs to know to mount the shared file system. */
export interface VolumeSource {
  readonly driver: string;
  readonly handle: string;
  readonly attributes?: Readonly<Record<string, string>>;
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
  { gibibytes, ...source }: VolumeSource & { readonly gibibytes: number },
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
        ...(source.mountOptions ? { mount_options: source.mountOptions } : {}),
        persistent_volume_source: {
          csi: {
            driver: source.driver,
            volume_handle: source.handle,
            ...(source.attributes ? { volume_attributes: source.attributes } : {}),
          },
        },
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
