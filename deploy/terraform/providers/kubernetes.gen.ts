/* Written by `npm run generate` from schemas/kubernetes.json. */
import { ConfiguredProvider, Resource, type Reference } from './resource.ts';

interface KubernetesResourceTypes {
  kubernetes_namespace_v1: {
    takes: {
      readonly id?: string;
      readonly wait_for_default_service_account?: boolean | Reference;
      readonly metadata: {
        readonly annotations?: Readonly<Record<string, string>> | Reference;
        readonly generate_name?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly name?: string;
      };
    };
    gives: 'id' | 'wait_for_default_service_account' | 'metadata';
  };
  kubernetes_secret_v1: {
    takes: {
      readonly binary_data?: Readonly<Record<string, string>> | Reference;
      readonly binary_data_wo?: Readonly<Record<string, string>> | Reference;
      readonly binary_data_wo_revision?: number | Reference;
      readonly data?: Readonly<Record<string, string>> | Reference;
      readonly data_wo?: Readonly<Record<string, string>> | Reference;
      readonly data_wo_revision?: number | Reference;
      readonly id?: string;
      readonly immutable?: boolean | Reference;
      readonly type?: string;
      readonly wait_for_service_account_token?: boolean | Reference;
      readonly metadata: {
        readonly annotations?: Readonly<Record<string, string>> | Reference;
        readonly generate_name?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly name?: string;
        readonly namespace?: string;
      };
    };
    gives:
      | 'binary_data'
      | 'binary_data_wo'
      | 'binary_data_wo_revision'
      | 'data'
      | 'data_wo'
      | 'data_wo_revision'
      | 'id'
      | 'immutable'
      | 'type'
      | 'wait_for_service_account_token'
      | 'metadata';
  };
  kubernetes_config_map_v1: {
    takes: {
      readonly binary_data?: Readonly<Record<string, string>> | Reference;
      readonly data?: Readonly<Record<string, string>> | Reference;
      readonly id?: string;
      readonly immutable?: boolean | Reference;
      readonly metadata: {
        readonly annotations?: Readonly<Record<string, string>> | Reference;
        readonly generate_name?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly name?: string;
        readonly namespace?: string;
      };
    };
    gives: 'binary_data' | 'data' | 'id' | 'immutable' | 'metadata';
  };
  kubernetes_persistent_volume_v1: {
    takes: {
      readonly id?: string;
      readonly metadata: {
        readonly annotations?: Readonly<Record<string, string>> | Reference;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly name?: string;
      };
      readonly spec: readonly {
        readonly access_modes: readonly string[] | Reference;
        readonly capacity: Readonly<Record<string, string>> | Reference;
        readonly mount_options?: readonly string[] | Reference;
        readonly persistent_volume_reclaim_policy?: string;
        readonly storage_class_name?: string;
        readonly volume_mode?: string;
        readonly claim_ref?: { readonly name: string; readonly namespace?: string };
        readonly node_affinity?: {
          readonly required?: {
            readonly node_selector_term: readonly {
              readonly match_expressions?: readonly {
                readonly key: string;
                readonly operator: string;
                readonly values?: readonly string[] | Reference;
              }[];
              readonly match_fields?: readonly {
                readonly key: string;
                readonly operator: string;
                readonly values?: readonly string[] | Reference;
              }[];
            }[];
          };
        };
        readonly persistent_volume_source: {
          readonly aws_elastic_block_store?: {
            readonly fs_type?: string;
            readonly partition?: number | Reference;
            readonly read_only?: boolean | Reference;
            readonly volume_id: string;
          };
          readonly azure_disk?: {
            readonly caching_mode: string;
            readonly data_disk_uri: string;
            readonly disk_name: string;
            readonly fs_type?: string;
            readonly kind?: string;
            readonly read_only?: boolean | Reference;
          };
          readonly azure_file?: {
            readonly read_only?: boolean | Reference;
            readonly secret_name: string;
            readonly secret_namespace?: string;
            readonly share_name: string;
          };
          readonly ceph_fs?: {
            readonly monitors: readonly string[] | Reference;
            readonly path?: string;
            readonly read_only?: boolean | Reference;
            readonly secret_file?: string;
            readonly user?: string;
            readonly secret_ref?: { readonly name?: string; readonly namespace?: string };
          };
          readonly cinder?: {
            readonly fs_type?: string;
            readonly read_only?: boolean | Reference;
            readonly volume_id: string;
          };
          readonly csi?: {
            readonly driver: string;
            readonly fs_type?: string;
            readonly read_only?: boolean | Reference;
            readonly volume_attributes?: Readonly<Record<string, string>> | Reference;
            readonly volume_handle: string;
            readonly controller_expand_secret_ref?: {
              readonly name?: string;
              readonly namespace?: string;
            };
            readonly controller_publish_secret_ref?: {
              readonly name?: string;
              readonly namespace?: string;
            };
            readonly node_publish_secret_ref?: {
              readonly name?: string;
              readonly namespace?: string;
            };
            readonly node_stage_secret_ref?: {
              readonly name?: string;
              readonly namespace?: string;
            };
          };
          readonly fc?: {
            readonly fs_type?: string;
            readonly lun: number | Reference;
            readonly read_only?: boolean | Reference;
            readonly target_ww_ns: readonly string[] | Reference;
          };
          readonly flex_volume?: {
            readonly driver: string;
            readonly fs_type?: string;
            readonly options?: Readonly<Record<string, string>> | Reference;
            readonly read_only?: boolean | Reference;
            readonly secret_ref?: { readonly name?: string; readonly namespace?: string };
          };
          readonly flocker?: { readonly dataset_name?: string; readonly dataset_uuid?: string };
          readonly gce_persistent_disk?: {
            readonly fs_type?: string;
            readonly partition?: number | Reference;
            readonly pd_name: string;
            readonly read_only?: boolean | Reference;
          };
          readonly glusterfs?: {
            readonly endpoints_name: string;
            readonly path: string;
            readonly read_only?: boolean | Reference;
          };
          readonly host_path?: { readonly path?: string; readonly type?: string };
          readonly iscsi?: {
            readonly fs_type?: string;
            readonly iqn: string;
            readonly iscsi_interface?: string;
            readonly lun?: number | Reference;
            readonly read_only?: boolean | Reference;
            readonly target_portal: string;
          };
          readonly local?: { readonly path?: string };
          readonly nfs?: {
            readonly path: string;
            readonly read_only?: boolean | Reference;
            readonly server: string;
          };
          readonly photon_persistent_disk?: { readonly fs_type?: string; readonly pd_id: string };
          readonly quobyte?: {
            readonly group?: string;
            readonly read_only?: boolean | Reference;
            readonly registry: string;
            readonly user?: string;
            readonly volume: string;
          };
          readonly rbd?: {
            readonly ceph_monitors: readonly string[] | Reference;
            readonly fs_type?: string;
            readonly keyring?: string;
            readonly rados_user?: string;
            readonly rbd_image: string;
            readonly rbd_pool?: string;
            readonly read_only?: boolean | Reference;
            readonly secret_ref?: { readonly name?: string; readonly namespace?: string };
          };
          readonly vsphere_volume?: { readonly fs_type?: string; readonly volume_path: string };
        };
      }[];
    };
    gives: 'id' | 'metadata' | 'spec';
  };
  kubernetes_persistent_volume_claim_v1: {
    takes: {
      readonly id?: string;
      readonly wait_until_bound?: boolean | Reference;
      readonly metadata: {
        readonly annotations?: Readonly<Record<string, string>> | Reference;
        readonly generate_name?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly name?: string;
        readonly namespace?: string;
      };
      readonly spec: {
        readonly access_modes: readonly string[] | Reference;
        readonly storage_class_name?: string;
        readonly volume_mode?: string;
        readonly volume_name?: string;
        readonly resources: {
          readonly limits?: Readonly<Record<string, string>> | Reference;
          readonly requests?: Readonly<Record<string, string>> | Reference;
        };
        readonly selector?: {
          readonly match_labels?: Readonly<Record<string, string>> | Reference;
          readonly match_expressions?: readonly {
            readonly key?: string;
            readonly operator?: string;
            readonly values?: readonly string[] | Reference;
          }[];
        };
      };
    };
    gives: 'id' | 'wait_until_bound' | 'metadata' | 'spec';
  };
}

/** A resource of hashicorp/kubernetes, by its type. */
export class KubernetesResource<T extends keyof KubernetesResourceTypes> extends Resource<
  KubernetesResourceTypes,
  T
> {}

/** The provider hashicorp/kubernetes: the version that the types were made from, or a later minor one. */
export class KubernetesProvider extends ConfiguredProvider<{
  readonly client_certificate?: string;
  readonly client_key?: string;
  readonly cluster_ca_certificate?: string;
  readonly config_context?: string;
  readonly config_context_auth_info?: string;
  readonly config_context_cluster?: string;
  readonly config_path?: string;
  readonly config_paths?: readonly string[] | Reference;
  readonly host?: string;
  readonly ignore_annotations?: readonly string[] | Reference;
  readonly ignore_labels?: readonly string[] | Reference;
  readonly insecure?: boolean | Reference;
  readonly password?: string;
  readonly proxy_url?: string;
  readonly tls_server_name?: string;
  readonly token?: string;
  readonly username?: string;
  readonly alias?: string;
  readonly exec?: readonly {
    readonly api_version: string;
    readonly args?: readonly string[] | Reference;
    readonly command: string;
    readonly env?: Readonly<Record<string, string>> | Reference;
  }[];
}> {
  static readonly binding = { source: 'hashicorp/kubernetes', version: '2.38.0' } as const;
}
