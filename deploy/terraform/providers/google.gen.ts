/* Written by `npm run generate` from schemas/google.json. */
import { ConfiguredProvider, Resource, Data, type Reference } from './resource.ts';

interface GoogleResourceTypes {
  google_project_service: {
    takes: {
      readonly disable_dependent_services?: boolean | Reference;
      readonly disable_on_destroy?: boolean | Reference;
      readonly id?: string;
      readonly project?: string;
      readonly service: string;
    };
    gives: 'disable_dependent_services' | 'disable_on_destroy' | 'id' | 'project' | 'service';
  };
  google_compute_network: {
    takes: {
      readonly auto_create_subnetworks?: boolean | Reference;
      readonly bgp_always_compare_med?: boolean | Reference;
      readonly bgp_best_path_selection_mode?: string;
      readonly bgp_inter_region_cost?: string;
      readonly delete_default_routes_on_create?: boolean | Reference;
      readonly description?: string;
      readonly enable_ula_internal_ipv6?: boolean | Reference;
      readonly id?: string;
      readonly internal_ipv6_range?: string;
      readonly mtu?: number | Reference;
      readonly name: string;
      readonly network_firewall_policy_enforcement_order?: string;
      readonly network_profile?: string;
      readonly project?: string;
      readonly routing_mode?: string;
    };
    gives:
      | 'auto_create_subnetworks'
      | 'bgp_always_compare_med'
      | 'bgp_best_path_selection_mode'
      | 'bgp_inter_region_cost'
      | 'delete_default_routes_on_create'
      | 'description'
      | 'enable_ula_internal_ipv6'
      | 'id'
      | 'internal_ipv6_range'
      | 'mtu'
      | 'name'
      | 'network_firewall_policy_enforcement_order'
      | 'network_profile'
      | 'project'
      | 'routing_mode'
      | 'gateway_ipv4'
      | 'network_id'
      | 'numeric_id'
      | 'self_link';
  };
  google_compute_subnetwork: {
    takes: {
      readonly description?: string;
      readonly enable_flow_logs?: boolean | Reference;
      readonly external_ipv6_prefix?: string;
      readonly id?: string;
      readonly ip_cidr_range?: string;
      readonly ip_collection?: string;
      readonly ipv6_access_type?: string;
      readonly name: string;
      readonly network: string;
      readonly private_ip_google_access?: boolean | Reference;
      readonly private_ipv6_google_access?: string;
      readonly project?: string;
      readonly purpose?: string;
      readonly region?: string;
      readonly reserved_internal_range?: string;
      readonly role?: string;
      readonly send_secondary_ip_range_if_empty?: boolean | Reference;
      readonly stack_type?: string;
      readonly log_config?: {
        readonly aggregation_interval?: string;
        readonly filter_expr?: string;
        readonly flow_sampling?: number | Reference;
        readonly metadata?: string;
        readonly metadata_fields?: readonly string[] | Reference;
      };
      readonly secondary_ip_range?: readonly {
        readonly ip_cidr_range?: string;
        readonly range_name: string;
        readonly reserved_internal_range?: string;
      }[];
    };
    gives:
      | 'description'
      | 'enable_flow_logs'
      | 'external_ipv6_prefix'
      | 'id'
      | 'ip_cidr_range'
      | 'ip_collection'
      | 'ipv6_access_type'
      | 'name'
      | 'network'
      | 'private_ip_google_access'
      | 'private_ipv6_google_access'
      | 'project'
      | 'purpose'
      | 'region'
      | 'reserved_internal_range'
      | 'role'
      | 'send_secondary_ip_range_if_empty'
      | 'stack_type'
      | 'creation_timestamp'
      | 'fingerprint'
      | 'gateway_address'
      | 'internal_ipv6_prefix'
      | 'ipv6_cidr_range'
      | 'ipv6_gce_endpoint'
      | 'self_link'
      | 'state'
      | 'subnetwork_id'
      | 'log_config'
      | 'secondary_ip_range';
  };
  google_compute_router: {
    takes: {
      readonly description?: string;
      readonly encrypted_interconnect_router?: boolean | Reference;
      readonly id?: string;
      readonly name: string;
      readonly network: string;
      readonly project?: string;
      readonly region?: string;
    };
    gives:
      | 'description'
      | 'encrypted_interconnect_router'
      | 'id'
      | 'name'
      | 'network'
      | 'project'
      | 'region'
      | 'creation_timestamp'
      | 'self_link';
  };
  google_compute_router_nat: {
    takes: {
      readonly auto_network_tier?: string;
      readonly drain_nat_ips?: readonly string[] | Reference;
      readonly enable_dynamic_port_allocation?: boolean | Reference;
      readonly enable_endpoint_independent_mapping?: boolean | Reference;
      readonly endpoint_types?: readonly string[] | Reference;
      readonly icmp_idle_timeout_sec?: number | Reference;
      readonly id?: string;
      readonly initial_nat_ips?: readonly string[] | Reference;
      readonly max_ports_per_vm?: number | Reference;
      readonly min_ports_per_vm?: number | Reference;
      readonly name: string;
      readonly nat_ip_allocate_option?: string;
      readonly nat_ips?: readonly string[] | Reference;
      readonly project?: string;
      readonly region?: string;
      readonly router: string;
      readonly source_subnetwork_ip_ranges_to_nat: string;
      readonly source_subnetwork_ip_ranges_to_nat64?: string;
      readonly tcp_established_idle_timeout_sec?: number | Reference;
      readonly tcp_time_wait_timeout_sec?: number | Reference;
      readonly tcp_transitory_idle_timeout_sec?: number | Reference;
      readonly type?: string;
      readonly udp_idle_timeout_sec?: number | Reference;
      readonly log_config?: { readonly enable: boolean | Reference; readonly filter: string };
    };
    gives:
      | 'auto_network_tier'
      | 'drain_nat_ips'
      | 'enable_dynamic_port_allocation'
      | 'enable_endpoint_independent_mapping'
      | 'endpoint_types'
      | 'icmp_idle_timeout_sec'
      | 'id'
      | 'initial_nat_ips'
      | 'max_ports_per_vm'
      | 'min_ports_per_vm'
      | 'name'
      | 'nat_ip_allocate_option'
      | 'nat_ips'
      | 'project'
      | 'region'
      | 'router'
      | 'source_subnetwork_ip_ranges_to_nat'
      | 'source_subnetwork_ip_ranges_to_nat64'
      | 'tcp_established_idle_timeout_sec'
      | 'tcp_time_wait_timeout_sec'
      | 'tcp_transitory_idle_timeout_sec'
      | 'type'
      | 'udp_idle_timeout_sec'
      | 'log_config';
  };
  google_compute_global_address: {
    takes: {
      readonly address?: string;
      readonly address_type?: string;
      readonly description?: string;
      readonly id?: string;
      readonly ip_version?: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly name: string;
      readonly network?: string;
      readonly prefix_length?: number | Reference;
      readonly project?: string;
      readonly purpose?: string;
    };
    gives:
      | 'address'
      | 'address_type'
      | 'description'
      | 'id'
      | 'ip_version'
      | 'labels'
      | 'name'
      | 'network'
      | 'prefix_length'
      | 'project'
      | 'purpose'
      | 'creation_timestamp'
      | 'label_fingerprint'
      | 'self_link'
      | 'effective_labels'
      | 'terraform_labels';
  };
  google_service_networking_connection: {
    takes: {
      readonly deletion_policy?: string;
      readonly id?: string;
      readonly network: string;
      readonly reserved_peering_ranges: readonly string[] | Reference;
      readonly service: string;
      readonly update_on_creation_fail?: boolean | Reference;
    };
    gives:
      | 'deletion_policy'
      | 'id'
      | 'network'
      | 'reserved_peering_ranges'
      | 'service'
      | 'update_on_creation_fail'
      | 'peering';
  };
  google_kms_key_ring: {
    takes: {
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly project?: string;
    };
    gives: 'id' | 'location' | 'name' | 'project';
  };
  google_kms_crypto_key: {
    takes: {
      readonly crypto_key_backend?: string;
      readonly destroy_scheduled_duration?: string;
      readonly id?: string;
      readonly import_only?: boolean | Reference;
      readonly key_ring: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly name: string;
      readonly purpose?: string;
      readonly rotation_period?: string;
      readonly skip_initial_version_creation?: boolean | Reference;
    };
    gives:
      | 'crypto_key_backend'
      | 'destroy_scheduled_duration'
      | 'id'
      | 'import_only'
      | 'key_ring'
      | 'labels'
      | 'name'
      | 'purpose'
      | 'rotation_period'
      | 'skip_initial_version_creation'
      | 'effective_labels'
      | 'terraform_labels'
      | 'primary';
  };
  google_kms_crypto_key_iam_member: {
    takes: {
      readonly crypto_key_id: string;
      readonly id?: string;
      readonly member: string;
      readonly role: string;
    };
    gives: 'crypto_key_id' | 'id' | 'member' | 'role' | 'etag';
  };
  google_service_account: {
    takes: {
      readonly account_id: string;
      readonly create_ignore_already_exists?: boolean | Reference;
      readonly description?: string;
      readonly disabled?: boolean | Reference;
      readonly display_name?: string;
      readonly id?: string;
      readonly project?: string;
    };
    gives:
      | 'account_id'
      | 'create_ignore_already_exists'
      | 'description'
      | 'disabled'
      | 'display_name'
      | 'id'
      | 'project'
      | 'email'
      | 'member'
      | 'name'
      | 'unique_id';
  };
  google_project_iam_member: {
    takes: {
      readonly id?: string;
      readonly member: string;
      readonly project: string;
      readonly role: string;
    };
    gives: 'id' | 'member' | 'project' | 'role' | 'etag';
  };
  google_container_cluster: {
    takes: {
      readonly allow_net_admin?: boolean | Reference;
      readonly cluster_ipv4_cidr?: string;
      readonly datapath_provider?: string;
      readonly default_max_pods_per_node?: number | Reference;
      readonly deletion_protection?: boolean | Reference;
      readonly description?: string;
      readonly disable_l4_lb_firewall_reconciliation?: boolean | Reference;
      readonly enable_autopilot?: boolean | Reference;
      readonly enable_cilium_clusterwide_network_policy?: boolean | Reference;
      readonly enable_fqdn_network_policy?: boolean | Reference;
      readonly enable_intranode_visibility?: boolean | Reference;
      readonly enable_kubernetes_alpha?: boolean | Reference;
      readonly enable_l4_ilb_subsetting?: boolean | Reference;
      readonly enable_legacy_abac?: boolean | Reference;
      readonly enable_multi_networking?: boolean | Reference;
      readonly enable_shielded_nodes?: boolean | Reference;
      readonly enable_tpu?: boolean | Reference;
      readonly id?: string;
      readonly in_transit_encryption_config?: string;
      readonly initial_node_count?: number | Reference;
      readonly location?: string;
      readonly logging_service?: string;
      readonly min_master_version?: string;
      readonly monitoring_service?: string;
      readonly name: string;
      readonly network?: string;
      readonly networking_mode?: string;
      readonly node_locations?: readonly string[] | Reference;
      readonly node_version?: string;
      readonly private_ipv6_google_access?: string;
      readonly project?: string;
      readonly remove_default_node_pool?: boolean | Reference;
      readonly resource_labels?: Readonly<Record<string, string>> | Reference;
      readonly subnetwork?: string;
      readonly addons_config?: {
        readonly cloudrun_config?: {
          readonly disabled: boolean | Reference;
          readonly load_balancer_type?: string;
        };
        readonly config_connector_config?: { readonly enabled: boolean | Reference };
        readonly dns_cache_config?: { readonly enabled: boolean | Reference };
        readonly gce_persistent_disk_csi_driver_config?: { readonly enabled: boolean | Reference };
        readonly gcp_filestore_csi_driver_config?: { readonly enabled: boolean | Reference };
        readonly gcs_fuse_csi_driver_config?: { readonly enabled: boolean | Reference };
        readonly gke_backup_agent_config?: { readonly enabled: boolean | Reference };
        readonly horizontal_pod_autoscaling?: { readonly disabled: boolean | Reference };
        readonly http_load_balancing?: { readonly disabled: boolean | Reference };
        readonly lustre_csi_driver_config?: {
          readonly enable_legacy_lustre_port?: boolean | Reference;
          readonly enabled: boolean | Reference;
        };
        readonly network_policy_config?: { readonly disabled: boolean | Reference };
        readonly parallelstore_csi_driver_config?: { readonly enabled: boolean | Reference };
        readonly ray_operator_config?: readonly {
          readonly enabled: boolean | Reference;
          readonly ray_cluster_logging_config?: { readonly enabled: boolean | Reference };
          readonly ray_cluster_monitoring_config?: { readonly enabled: boolean | Reference };
        }[];
        readonly stateful_ha_config?: { readonly enabled: boolean | Reference };
      };
      readonly database_encryption?: { readonly key_name?: string; readonly state: string };
      readonly ip_allocation_policy?: {
        readonly cluster_ipv4_cidr_block?: string;
        readonly cluster_secondary_range_name?: string;
        readonly services_ipv4_cidr_block?: string;
        readonly services_secondary_range_name?: string;
        readonly stack_type?: string;
        readonly additional_ip_ranges_config?: readonly {
          readonly pod_ipv4_range_names?: readonly string[] | Reference;
          readonly subnetwork: string;
        }[];
        readonly additional_pod_ranges_config?: {
          readonly pod_range_names: readonly string[] | Reference;
        };
        readonly pod_cidr_overprovision_config?: { readonly disabled: boolean | Reference };
      };
      readonly logging_config?: { readonly enable_components: readonly string[] | Reference };
      readonly maintenance_policy?: {
        readonly daily_maintenance_window?: { readonly start_time: string };
        readonly maintenance_exclusion?: readonly {
          readonly end_time: string;
          readonly exclusion_name: string;
          readonly start_time: string;
          readonly exclusion_options?: { readonly scope: string };
        }[];
        readonly recurring_window?: {
          readonly end_time: string;
          readonly recurrence: string;
          readonly start_time: string;
        };
      };
      readonly master_auth?: {
        readonly client_certificate_config: {
          readonly issue_client_certificate: boolean | Reference;
        };
      };
      readonly master_authorized_networks_config?: {
        readonly gcp_public_cidrs_access_enabled?: boolean | Reference;
        readonly private_endpoint_enforcement_enabled?: boolean | Reference;
        readonly cidr_blocks?: readonly {
          readonly cidr_block: string;
          readonly display_name?: string;
        }[];
      };
      readonly monitoring_config?: {
        readonly enable_components?: readonly string[] | Reference;
        readonly advanced_datapath_observability_config?: {
          readonly enable_metrics: boolean | Reference;
          readonly enable_relay: boolean | Reference;
        };
        readonly managed_prometheus?: {
          readonly enabled: boolean | Reference;
          readonly auto_monitoring_config?: { readonly scope: string };
        };
      };
      readonly node_config?: {
        readonly boot_disk_kms_key?: string;
        readonly disk_size_gb?: number | Reference;
        readonly disk_type?: string;
        readonly enable_confidential_storage?: boolean | Reference;
        readonly flex_start?: boolean | Reference;
        readonly image_type?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly local_ssd_count?: number | Reference;
        readonly local_ssd_encryption_mode?: string;
        readonly logging_variant?: string;
        readonly machine_type?: string;
        readonly max_run_duration?: string;
        readonly metadata?: Readonly<Record<string, string>> | Reference;
        readonly min_cpu_platform?: string;
        readonly node_group?: string;
        readonly oauth_scopes?: readonly string[] | Reference;
        readonly preemptible?: boolean | Reference;
        readonly resource_labels?: Readonly<Record<string, string>> | Reference;
        readonly resource_manager_tags?: Readonly<Record<string, string>> | Reference;
        readonly service_account?: string;
        readonly spot?: boolean | Reference;
        readonly storage_pools?: readonly string[] | Reference;
        readonly tags?: readonly string[] | Reference;
        readonly advanced_machine_features?: {
          readonly enable_nested_virtualization?: boolean | Reference;
          readonly performance_monitoring_unit?: string;
          readonly threads_per_core: number | Reference;
        };
        readonly boot_disk?: {
          readonly disk_type?: string;
          readonly provisioned_iops?: number | Reference;
          readonly provisioned_throughput?: number | Reference;
          readonly size_gb?: number | Reference;
        };
        readonly confidential_nodes?: {
          readonly confidential_instance_type?: string;
          readonly enabled: boolean | Reference;
        };
        readonly containerd_config?: {
          readonly private_registry_access_config?: {
            readonly enabled: boolean | Reference;
            readonly certificate_authority_domain_config?: readonly {
              readonly fqdns: readonly string[] | Reference;
              readonly gcp_secret_manager_certificate_config: { readonly secret_uri: string };
            }[];
          };
        };
        readonly ephemeral_storage_local_ssd_config?: {
          readonly data_cache_count?: number | Reference;
          readonly local_ssd_count: number | Reference;
        };
        readonly fast_socket?: { readonly enabled: boolean | Reference };
        readonly gcfs_config?: { readonly enabled: boolean | Reference };
        readonly guest_accelerator?: readonly {
          readonly count: number | Reference;
          readonly gpu_partition_size?: string;
          readonly type: string;
          readonly gpu_driver_installation_config?: { readonly gpu_driver_version: string };
          readonly gpu_sharing_config?: {
            readonly gpu_sharing_strategy: string;
            readonly max_shared_clients_per_gpu: number | Reference;
          };
        }[];
        readonly gvnic?: { readonly enabled: boolean | Reference };
        readonly host_maintenance_policy?: { readonly maintenance_interval: string };
        readonly kubelet_config?: {
          readonly allowed_unsafe_sysctls?: readonly string[] | Reference;
          readonly container_log_max_files?: number | Reference;
          readonly container_log_max_size?: string;
          readonly cpu_cfs_quota?: boolean | Reference;
          readonly cpu_cfs_quota_period?: string;
          readonly cpu_manager_policy?: string;
          readonly eviction_max_pod_grace_period_seconds?: number | Reference;
          readonly image_gc_high_threshold_percent?: number | Reference;
          readonly image_gc_low_threshold_percent?: number | Reference;
          readonly image_maximum_gc_age?: string;
          readonly image_minimum_gc_age?: string;
          readonly insecure_kubelet_readonly_port_enabled?: string;
          readonly max_parallel_image_pulls?: number | Reference;
          readonly pod_pids_limit?: number | Reference;
          readonly single_process_oom_kill?: boolean | Reference;
          readonly eviction_minimum_reclaim?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
          readonly eviction_soft?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
          readonly eviction_soft_grace_period?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
        };
        readonly linux_node_config?: {
          readonly cgroup_mode?: string;
          readonly sysctls?: Readonly<Record<string, string>> | Reference;
          readonly transparent_hugepage_defrag?: string;
          readonly transparent_hugepage_enabled?: string;
          readonly hugepages_config?: {
            readonly hugepage_size_1g?: number | Reference;
            readonly hugepage_size_2m?: number | Reference;
          };
        };
        readonly local_nvme_ssd_block_config?: { readonly local_ssd_count: number | Reference };
        readonly reservation_affinity?: {
          readonly consume_reservation_type: string;
          readonly key?: string;
          readonly values?: readonly string[] | Reference;
        };
        readonly secondary_boot_disks?: readonly {
          readonly disk_image: string;
          readonly mode?: string;
        }[];
        readonly shielded_instance_config?: {
          readonly enable_integrity_monitoring?: boolean | Reference;
          readonly enable_secure_boot?: boolean | Reference;
        };
        readonly sole_tenant_config?: {
          readonly min_node_cpus?: number | Reference;
          readonly node_affinity: readonly {
            readonly key: string;
            readonly operator: string;
            readonly values: readonly string[] | Reference;
          }[];
        };
        readonly taint?: readonly {
          readonly effect: string;
          readonly key: string;
          readonly value: string;
        }[];
        readonly windows_node_config?: { readonly osversion?: string };
        readonly workload_metadata_config?: { readonly mode: string };
      };
      readonly private_cluster_config?: {
        readonly enable_private_endpoint?: boolean | Reference;
        readonly enable_private_nodes?: boolean | Reference;
        readonly master_ipv4_cidr_block?: string;
        readonly private_endpoint_subnetwork?: string;
        readonly master_global_access_config?: { readonly enabled: boolean | Reference };
      };
      readonly release_channel?: { readonly channel: string };
      readonly workload_identity_config?: { readonly workload_pool?: string };
    };
    gives:
      | 'allow_net_admin'
      | 'cluster_ipv4_cidr'
      | 'datapath_provider'
      | 'default_max_pods_per_node'
      | 'deletion_protection'
      | 'description'
      | 'disable_l4_lb_firewall_reconciliation'
      | 'enable_autopilot'
      | 'enable_cilium_clusterwide_network_policy'
      | 'enable_fqdn_network_policy'
      | 'enable_intranode_visibility'
      | 'enable_kubernetes_alpha'
      | 'enable_l4_ilb_subsetting'
      | 'enable_legacy_abac'
      | 'enable_multi_networking'
      | 'enable_shielded_nodes'
      | 'enable_tpu'
      | 'id'
      | 'in_transit_encryption_config'
      | 'initial_node_count'
      | 'location'
      | 'logging_service'
      | 'min_master_version'
      | 'monitoring_service'
      | 'name'
      | 'network'
      | 'networking_mode'
      | 'node_locations'
      | 'node_version'
      | 'private_ipv6_google_access'
      | 'project'
      | 'remove_default_node_pool'
      | 'resource_labels'
      | 'subnetwork'
      | 'endpoint'
      | 'label_fingerprint'
      | 'master_version'
      | 'operation'
      | 'self_link'
      | 'services_ipv4_cidr'
      | 'tpu_ipv4_cidr_block'
      | 'effective_labels'
      | 'terraform_labels'
      | 'addons_config'
      | 'database_encryption'
      | 'ip_allocation_policy'
      | 'logging_config'
      | 'maintenance_policy'
      | 'master_auth'
      | 'master_authorized_networks_config'
      | 'monitoring_config'
      | 'node_config'
      | 'private_cluster_config'
      | 'release_channel'
      | 'workload_identity_config';
  };
  google_container_node_pool: {
    takes: {
      readonly cluster: string;
      readonly id?: string;
      readonly initial_node_count?: number | Reference;
      readonly location?: string;
      readonly max_pods_per_node?: number | Reference;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly node_count?: number | Reference;
      readonly node_locations?: readonly string[] | Reference;
      readonly project?: string;
      readonly version?: string;
      readonly autoscaling?: {
        readonly location_policy?: string;
        readonly max_node_count?: number | Reference;
        readonly min_node_count?: number | Reference;
        readonly total_max_node_count?: number | Reference;
        readonly total_min_node_count?: number | Reference;
      };
      readonly management?: {
        readonly auto_repair?: boolean | Reference;
        readonly auto_upgrade?: boolean | Reference;
      };
      readonly node_config?: {
        readonly boot_disk_kms_key?: string;
        readonly disk_size_gb?: number | Reference;
        readonly disk_type?: string;
        readonly enable_confidential_storage?: boolean | Reference;
        readonly flex_start?: boolean | Reference;
        readonly image_type?: string;
        readonly labels?: Readonly<Record<string, string>> | Reference;
        readonly local_ssd_count?: number | Reference;
        readonly local_ssd_encryption_mode?: string;
        readonly logging_variant?: string;
        readonly machine_type?: string;
        readonly max_run_duration?: string;
        readonly metadata?: Readonly<Record<string, string>> | Reference;
        readonly min_cpu_platform?: string;
        readonly node_group?: string;
        readonly oauth_scopes?: readonly string[] | Reference;
        readonly preemptible?: boolean | Reference;
        readonly resource_labels?: Readonly<Record<string, string>> | Reference;
        readonly resource_manager_tags?: Readonly<Record<string, string>> | Reference;
        readonly service_account?: string;
        readonly spot?: boolean | Reference;
        readonly storage_pools?: readonly string[] | Reference;
        readonly tags?: readonly string[] | Reference;
        readonly advanced_machine_features?: {
          readonly enable_nested_virtualization?: boolean | Reference;
          readonly performance_monitoring_unit?: string;
          readonly threads_per_core: number | Reference;
        };
        readonly boot_disk?: {
          readonly disk_type?: string;
          readonly provisioned_iops?: number | Reference;
          readonly provisioned_throughput?: number | Reference;
          readonly size_gb?: number | Reference;
        };
        readonly confidential_nodes?: {
          readonly confidential_instance_type?: string;
          readonly enabled: boolean | Reference;
        };
        readonly containerd_config?: {
          readonly private_registry_access_config?: {
            readonly enabled: boolean | Reference;
            readonly certificate_authority_domain_config?: readonly {
              readonly fqdns: readonly string[] | Reference;
              readonly gcp_secret_manager_certificate_config: { readonly secret_uri: string };
            }[];
          };
        };
        readonly ephemeral_storage_local_ssd_config?: {
          readonly data_cache_count?: number | Reference;
          readonly local_ssd_count: number | Reference;
        };
        readonly fast_socket?: { readonly enabled: boolean | Reference };
        readonly gcfs_config?: { readonly enabled: boolean | Reference };
        readonly guest_accelerator?: readonly {
          readonly count: number | Reference;
          readonly gpu_partition_size?: string;
          readonly type: string;
          readonly gpu_driver_installation_config?: { readonly gpu_driver_version: string };
          readonly gpu_sharing_config?: {
            readonly gpu_sharing_strategy: string;
            readonly max_shared_clients_per_gpu: number | Reference;
          };
        }[];
        readonly gvnic?: { readonly enabled: boolean | Reference };
        readonly host_maintenance_policy?: { readonly maintenance_interval: string };
        readonly kubelet_config?: {
          readonly allowed_unsafe_sysctls?: readonly string[] | Reference;
          readonly container_log_max_files?: number | Reference;
          readonly container_log_max_size?: string;
          readonly cpu_cfs_quota?: boolean | Reference;
          readonly cpu_cfs_quota_period?: string;
          readonly cpu_manager_policy?: string;
          readonly eviction_max_pod_grace_period_seconds?: number | Reference;
          readonly image_gc_high_threshold_percent?: number | Reference;
          readonly image_gc_low_threshold_percent?: number | Reference;
          readonly image_maximum_gc_age?: string;
          readonly image_minimum_gc_age?: string;
          readonly insecure_kubelet_readonly_port_enabled?: string;
          readonly max_parallel_image_pulls?: number | Reference;
          readonly pod_pids_limit?: number | Reference;
          readonly single_process_oom_kill?: boolean | Reference;
          readonly eviction_minimum_reclaim?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
          readonly eviction_soft?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
          readonly eviction_soft_grace_period?: {
            readonly imagefs_available?: string;
            readonly imagefs_inodes_free?: string;
            readonly memory_available?: string;
            readonly nodefs_available?: string;
            readonly nodefs_inodes_free?: string;
            readonly pid_available?: string;
          };
        };
        readonly linux_node_config?: {
          readonly cgroup_mode?: string;
          readonly sysctls?: Readonly<Record<string, string>> | Reference;
          readonly transparent_hugepage_defrag?: string;
          readonly transparent_hugepage_enabled?: string;
          readonly hugepages_config?: {
            readonly hugepage_size_1g?: number | Reference;
            readonly hugepage_size_2m?: number | Reference;
          };
        };
        readonly local_nvme_ssd_block_config?: { readonly local_ssd_count: number | Reference };
        readonly reservation_affinity?: {
          readonly consume_reservation_type: string;
          readonly key?: string;
          readonly values?: readonly string[] | Reference;
        };
        readonly secondary_boot_disks?: readonly {
          readonly disk_image: string;
          readonly mode?: string;
        }[];
        readonly shielded_instance_config?: {
          readonly enable_integrity_monitoring?: boolean | Reference;
          readonly enable_secure_boot?: boolean | Reference;
        };
        readonly sole_tenant_config?: {
          readonly min_node_cpus?: number | Reference;
          readonly node_affinity: readonly {
            readonly key: string;
            readonly operator: string;
            readonly values: readonly string[] | Reference;
          }[];
        };
        readonly taint?: readonly {
          readonly effect: string;
          readonly key: string;
          readonly value: string;
        }[];
        readonly windows_node_config?: { readonly osversion?: string };
        readonly workload_metadata_config?: { readonly mode: string };
      };
    };
    gives:
      | 'cluster'
      | 'id'
      | 'initial_node_count'
      | 'location'
      | 'max_pods_per_node'
      | 'name'
      | 'name_prefix'
      | 'node_count'
      | 'node_locations'
      | 'project'
      | 'version'
      | 'instance_group_urls'
      | 'managed_instance_group_urls'
      | 'operation'
      | 'autoscaling'
      | 'management'
      | 'node_config';
  };
  google_sql_database_instance: {
    takes: {
      readonly database_version: string;
      readonly deletion_protection?: boolean | Reference;
      readonly encryption_key_name?: string;
      readonly id?: string;
      readonly instance_type?: string;
      readonly maintenance_version?: string;
      readonly master_instance_name?: string;
      readonly name?: string;
      readonly node_count?: number | Reference;
      readonly project?: string;
      readonly region?: string;
      readonly replica_names?: readonly string[] | Reference;
      readonly root_password?: string;
      readonly settings?: {
        readonly activation_policy?: string;
        readonly availability_type?: string;
        readonly collation?: string;
        readonly connector_enforcement?: string;
        readonly deletion_protection_enabled?: boolean | Reference;
        readonly disk_autoresize?: boolean | Reference;
        readonly disk_autoresize_limit?: number | Reference;
        readonly disk_size?: number | Reference;
        readonly disk_type?: string;
        readonly edition?: string;
        readonly enable_dataplex_integration?: boolean | Reference;
        readonly enable_google_ml_integration?: boolean | Reference;
        readonly pricing_plan?: string;
        readonly retain_backups_on_delete?: boolean | Reference;
        readonly tier: string;
        readonly time_zone?: string;
        readonly user_labels?: Readonly<Record<string, string>> | Reference;
        readonly active_directory_config?: { readonly domain: string };
        readonly advanced_machine_features?: { readonly threads_per_core?: number | Reference };
        readonly backup_configuration?: {
          readonly binary_log_enabled?: boolean | Reference;
          readonly enabled?: boolean | Reference;
          readonly location?: string;
          readonly point_in_time_recovery_enabled?: boolean | Reference;
          readonly start_time?: string;
          readonly transaction_log_retention_days?: number | Reference;
          readonly backup_retention_settings?: {
            readonly retained_backups: number | Reference;
            readonly retention_unit?: string;
          };
        };
        readonly connection_pool_config?: readonly {
          readonly connection_pooling_enabled?: boolean | Reference;
          readonly flags?: readonly { readonly name: string; readonly value: string }[];
        }[];
        readonly data_cache_config?: { readonly data_cache_enabled?: boolean | Reference };
        readonly database_flags?: readonly { readonly name: string; readonly value: string }[];
        readonly deny_maintenance_period?: {
          readonly end_date: string;
          readonly start_date: string;
          readonly time: string;
        };
        readonly insights_config?: {
          readonly query_insights_enabled?: boolean | Reference;
          readonly query_plans_per_minute?: number | Reference;
          readonly query_string_length?: number | Reference;
          readonly record_application_tags?: boolean | Reference;
          readonly record_client_address?: boolean | Reference;
        };
        readonly ip_configuration?: {
          readonly allocated_ip_range?: string;
          readonly custom_subject_alternative_names?: readonly string[] | Reference;
          readonly enable_private_path_for_google_cloud_services?: boolean | Reference;
          readonly ipv4_enabled?: boolean | Reference;
          readonly private_network?: string;
          readonly server_ca_mode?: string;
          readonly server_ca_pool?: string;
          readonly ssl_mode?: string;
          readonly authorized_networks?: readonly {
            readonly expiration_time?: string;
            readonly name?: string;
            readonly value: string;
          }[];
          readonly psc_config?: readonly {
            readonly allowed_consumer_projects?: readonly string[] | Reference;
            readonly network_attachment_uri?: string;
            readonly psc_enabled?: boolean | Reference;
            readonly psc_auto_connections?: readonly {
              readonly consumer_network: string;
              readonly consumer_service_project_id?: string;
            }[];
          }[];
        };
        readonly location_preference?: {
          readonly follow_gae_application?: string;
          readonly secondary_zone?: string;
          readonly zone?: string;
        };
        readonly maintenance_window?: {
          readonly day?: number | Reference;
          readonly hour?: number | Reference;
          readonly update_track?: string;
        };
        readonly password_validation_policy?: {
          readonly complexity?: string;
          readonly disallow_username_substring?: boolean | Reference;
          readonly enable_password_policy: boolean | Reference;
          readonly min_length?: number | Reference;
          readonly password_change_interval?: string;
          readonly reuse_interval?: number | Reference;
        };
        readonly sql_server_audit_config?: {
          readonly bucket?: string;
          readonly retention_interval?: string;
          readonly upload_interval?: string;
        };
      };
    };
    gives:
      | 'database_version'
      | 'deletion_protection'
      | 'encryption_key_name'
      | 'id'
      | 'instance_type'
      | 'maintenance_version'
      | 'master_instance_name'
      | 'name'
      | 'node_count'
      | 'project'
      | 'region'
      | 'replica_names'
      | 'root_password'
      | 'available_maintenance_versions'
      | 'connection_name'
      | 'dns_name'
      | 'first_ip_address'
      | 'private_ip_address'
      | 'psc_service_attachment_link'
      | 'public_ip_address'
      | 'self_link'
      | 'service_account_email_address'
      | 'dns_names'
      | 'ip_address'
      | 'server_ca_cert'
      | 'settings';
  };
  google_sql_database: {
    takes: {
      readonly charset?: string;
      readonly collation?: string;
      readonly deletion_policy?: string;
      readonly id?: string;
      readonly instance: string;
      readonly name: string;
      readonly project?: string;
    };
    gives:
      | 'charset'
      | 'collation'
      | 'deletion_policy'
      | 'id'
      | 'instance'
      | 'name'
      | 'project'
      | 'self_link';
  };
  google_sql_user: {
    takes: {
      readonly deletion_policy?: string;
      readonly host?: string;
      readonly id?: string;
      readonly instance: string;
      readonly name: string;
      readonly password?: string;
      readonly password_wo?: string;
      readonly password_wo_version?: number | Reference;
      readonly project?: string;
      readonly type?: string;
    };
    gives:
      | 'deletion_policy'
      | 'host'
      | 'id'
      | 'instance'
      | 'name'
      | 'password'
      | 'password_wo'
      | 'password_wo_version'
      | 'project'
      | 'type'
      | 'sql_server_user_details';
  };
  google_redis_instance: {
    takes: {
      readonly alternative_location_id?: string;
      readonly auth_enabled?: boolean | Reference;
      readonly authorized_network?: string;
      readonly connect_mode?: string;
      readonly customer_managed_key?: string;
      readonly display_name?: string;
      readonly id?: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly location_id?: string;
      readonly maintenance_version?: string;
      readonly memory_size_gb: number | Reference;
      readonly name: string;
      readonly project?: string;
      readonly read_replicas_mode?: string;
      readonly redis_configs?: Readonly<Record<string, string>> | Reference;
      readonly redis_version?: string;
      readonly region?: string;
      readonly replica_count?: number | Reference;
      readonly reserved_ip_range?: string;
      readonly secondary_ip_range?: string;
      readonly tier?: string;
      readonly transit_encryption_mode?: string;
    };
    gives:
      | 'alternative_location_id'
      | 'auth_enabled'
      | 'authorized_network'
      | 'connect_mode'
      | 'customer_managed_key'
      | 'display_name'
      | 'id'
      | 'labels'
      | 'location_id'
      | 'maintenance_version'
      | 'memory_size_gb'
      | 'name'
      | 'project'
      | 'read_replicas_mode'
      | 'redis_configs'
      | 'redis_version'
      | 'region'
      | 'replica_count'
      | 'reserved_ip_range'
      | 'secondary_ip_range'
      | 'tier'
      | 'transit_encryption_mode'
      | 'auth_string'
      | 'create_time'
      | 'current_location_id'
      | 'effective_reserved_ip_range'
      | 'host'
      | 'persistence_iam_identity'
      | 'port'
      | 'read_endpoint'
      | 'read_endpoint_port'
      | 'effective_labels'
      | 'terraform_labels'
      | 'maintenance_schedule'
      | 'nodes'
      | 'server_ca_certs';
  };
  google_filestore_instance: {
    takes: {
      readonly deletion_protection_enabled?: boolean | Reference;
      readonly deletion_protection_reason?: string;
      readonly description?: string;
      readonly id?: string;
      readonly kms_key_name?: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly location?: string;
      readonly name: string;
      readonly project?: string;
      readonly protocol?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tier: string;
      readonly zone?: string;
      readonly file_shares: {
        readonly capacity_gb: number | Reference;
        readonly name: string;
        readonly source_backup?: string;
        readonly nfs_export_options?: readonly {
          readonly access_mode?: string;
          readonly anon_gid?: number | Reference;
          readonly anon_uid?: number | Reference;
          readonly ip_ranges?: readonly string[] | Reference;
          readonly squash_mode?: string;
        }[];
      };
      readonly networks: readonly {
        readonly connect_mode?: string;
        readonly modes: readonly string[] | Reference;
        readonly network: string;
        readonly reserved_ip_range?: string;
      }[];
    };
    gives:
      | 'deletion_protection_enabled'
      | 'deletion_protection_reason'
      | 'description'
      | 'id'
      | 'kms_key_name'
      | 'labels'
      | 'location'
      | 'name'
      | 'project'
      | 'protocol'
      | 'tags'
      | 'tier'
      | 'zone'
      | 'create_time'
      | 'etag'
      | 'effective_labels'
      | 'terraform_labels'
      | 'effective_replication'
      | 'file_shares'
      | 'networks';
  };
  google_secret_manager_secret: {
    takes: {
      readonly annotations?: Readonly<Record<string, string>> | Reference;
      readonly deletion_protection?: boolean | Reference;
      readonly expire_time?: string;
      readonly id?: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly project?: string;
      readonly secret_id: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly ttl?: string;
      readonly version_aliases?: Readonly<Record<string, string>> | Reference;
      readonly version_destroy_ttl?: string;
      readonly replication: {
        readonly auto?: {
          readonly customer_managed_encryption?: { readonly kms_key_name: string };
        };
        readonly user_managed?: {
          readonly replicas: readonly {
            readonly location: string;
            readonly customer_managed_encryption?: { readonly kms_key_name: string };
          }[];
        };
      };
    };
    gives:
      | 'annotations'
      | 'deletion_protection'
      | 'expire_time'
      | 'id'
      | 'labels'
      | 'project'
      | 'secret_id'
      | 'tags'
      | 'ttl'
      | 'version_aliases'
      | 'version_destroy_ttl'
      | 'create_time'
      | 'name'
      | 'effective_annotations'
      | 'effective_labels'
      | 'terraform_labels'
      | 'replication';
  };
  google_secret_manager_secret_version: {
    takes: {
      readonly deletion_policy?: string;
      readonly enabled?: boolean | Reference;
      readonly id?: string;
      readonly is_secret_data_base64?: boolean | Reference;
      readonly secret: string;
      readonly secret_data?: string;
      readonly secret_data_wo?: string;
      readonly secret_data_wo_version?: number | Reference;
    };
    gives:
      | 'deletion_policy'
      | 'enabled'
      | 'id'
      | 'is_secret_data_base64'
      | 'secret'
      | 'secret_data'
      | 'secret_data_wo'
      | 'secret_data_wo_version'
      | 'create_time'
      | 'destroy_time'
      | 'name'
      | 'version';
  };
  google_compute_managed_ssl_certificate: {
    takes: {
      readonly description?: string;
      readonly id?: string;
      readonly name?: string;
      readonly project?: string;
      readonly type?: string;
      readonly managed?: { readonly domains: readonly string[] | Reference };
    };
    gives:
      | 'description'
      | 'id'
      | 'name'
      | 'project'
      | 'type'
      | 'certificate_id'
      | 'creation_timestamp'
      | 'expire_time'
      | 'self_link'
      | 'subject_alternative_names'
      | 'managed';
  };
  google_dns_record_set: {
    takes: {
      readonly id?: string;
      readonly managed_zone: string;
      readonly name: string;
      readonly project?: string;
      readonly rrdatas?: readonly string[] | Reference;
      readonly ttl?: number | Reference;
      readonly type: string;
    };
    gives: 'id' | 'managed_zone' | 'name' | 'project' | 'rrdatas' | 'ttl' | 'type';
  };
  google_compute_ssl_policy: {
    takes: {
      readonly custom_features?: readonly string[] | Reference;
      readonly description?: string;
      readonly id?: string;
      readonly min_tls_version?: string;
      readonly name: string;
      readonly profile?: string;
      readonly project?: string;
    };
    gives:
      | 'custom_features'
      | 'description'
      | 'id'
      | 'min_tls_version'
      | 'name'
      | 'profile'
      | 'project'
      | 'creation_timestamp'
      | 'enabled_features'
      | 'fingerprint'
      | 'self_link';
  };
  google_workflows_workflow: {
    takes: {
      readonly call_log_level?: string;
      readonly crypto_key_name?: string;
      readonly deletion_protection?: boolean | Reference;
      readonly description?: string;
      readonly execution_history_level?: string;
      readonly id?: string;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly project?: string;
      readonly region?: string;
      readonly service_account?: string;
      readonly source_contents?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly user_env_vars?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'call_log_level'
      | 'crypto_key_name'
      | 'deletion_protection'
      | 'description'
      | 'execution_history_level'
      | 'id'
      | 'labels'
      | 'name'
      | 'name_prefix'
      | 'project'
      | 'region'
      | 'service_account'
      | 'source_contents'
      | 'tags'
      | 'user_env_vars'
      | 'create_time'
      | 'revision_id'
      | 'state'
      | 'update_time'
      | 'effective_labels'
      | 'terraform_labels';
  };
  google_cloud_scheduler_job: {
    takes: {
      readonly attempt_deadline?: string;
      readonly description?: string;
      readonly id?: string;
      readonly name: string;
      readonly paused?: boolean | Reference;
      readonly project?: string;
      readonly region?: string;
      readonly schedule?: string;
      readonly time_zone?: string;
      readonly http_target?: {
        readonly body?: string;
        readonly headers?: Readonly<Record<string, string>> | Reference;
        readonly http_method?: string;
        readonly uri: string;
        readonly oauth_token?: { readonly scope?: string; readonly service_account_email: string };
        readonly oidc_token?: {
          readonly audience?: string;
          readonly service_account_email: string;
        };
      };
      readonly retry_config?: {
        readonly max_backoff_duration?: string;
        readonly max_doublings?: number | Reference;
        readonly max_retry_duration?: string;
        readonly min_backoff_duration?: string;
        readonly retry_count?: number | Reference;
      };
    };
    gives:
      | 'attempt_deadline'
      | 'description'
      | 'id'
      | 'name'
      | 'paused'
      | 'project'
      | 'region'
      | 'schedule'
      | 'time_zone'
      | 'state'
      | 'http_target'
      | 'retry_config';
  };
}

/** A resource of hashicorp/google, by its type. */
export class GoogleResource<T extends keyof GoogleResourceTypes> extends Resource<
  GoogleResourceTypes,
  T
> {}

interface GoogleDataTypes {
  google_client_config: {
    takes: {};
    gives: 'access_token' | 'id' | 'project' | 'region' | 'zone' | 'default_labels';
  };
  google_project: {
    takes: { readonly id?: string; readonly project_id?: string };
    gives:
      | 'id'
      | 'project_id'
      | 'auto_create_network'
      | 'billing_account'
      | 'deletion_policy'
      | 'folder_id'
      | 'name'
      | 'number'
      | 'org_id'
      | 'effective_labels'
      | 'labels'
      | 'tags'
      | 'terraform_labels';
  };
  google_dns_managed_zone: {
    takes: { readonly name: string; readonly project?: string };
    gives:
      | 'name'
      | 'project'
      | 'description'
      | 'dns_name'
      | 'id'
      | 'managed_zone_id'
      | 'name_servers'
      | 'visibility';
  };
}

/** What is read from hashicorp/google, by its type. */
export class GoogleData<T extends keyof GoogleDataTypes> extends Data<GoogleDataTypes, T> {}

/** The provider hashicorp/google: the version that the types were made from, or a later minor one. */
export class GoogleProvider extends ConfiguredProvider<{
  readonly access_approval_custom_endpoint?: string;
  readonly access_context_manager_custom_endpoint?: string;
  readonly access_token?: string;
  readonly active_directory_custom_endpoint?: string;
  readonly add_terraform_attribution_label?: boolean | Reference;
  readonly alloydb_custom_endpoint?: string;
  readonly apigee_custom_endpoint?: string;
  readonly apihub_custom_endpoint?: string;
  readonly apikeys_custom_endpoint?: string;
  readonly app_engine_custom_endpoint?: string;
  readonly apphub_custom_endpoint?: string;
  readonly artifact_registry_custom_endpoint?: string;
  readonly assured_workloads_custom_endpoint?: string;
  readonly backup_dr_custom_endpoint?: string;
  readonly beyondcorp_custom_endpoint?: string;
  readonly big_query_custom_endpoint?: string;
  readonly biglake_custom_endpoint?: string;
  readonly bigquery_analytics_hub_custom_endpoint?: string;
  readonly bigquery_connection_custom_endpoint?: string;
  readonly bigquery_data_transfer_custom_endpoint?: string;
  readonly bigquery_datapolicy_custom_endpoint?: string;
  readonly bigquery_reservation_custom_endpoint?: string;
  readonly bigtable_custom_endpoint?: string;
  readonly billing_custom_endpoint?: string;
  readonly billing_project?: string;
  readonly binary_authorization_custom_endpoint?: string;
  readonly blockchain_node_engine_custom_endpoint?: string;
  readonly certificate_manager_custom_endpoint?: string;
  readonly chronicle_custom_endpoint?: string;
  readonly cloud_asset_custom_endpoint?: string;
  readonly cloud_billing_custom_endpoint?: string;
  readonly cloud_build_custom_endpoint?: string;
  readonly cloud_functions_custom_endpoint?: string;
  readonly cloud_identity_custom_endpoint?: string;
  readonly cloud_ids_custom_endpoint?: string;
  readonly cloud_quotas_custom_endpoint?: string;
  readonly cloud_resource_manager_custom_endpoint?: string;
  readonly cloud_run_custom_endpoint?: string;
  readonly cloud_run_v2_custom_endpoint?: string;
  readonly cloud_scheduler_custom_endpoint?: string;
  readonly cloud_tasks_custom_endpoint?: string;
  readonly cloudbuildv2_custom_endpoint?: string;
  readonly clouddeploy_custom_endpoint?: string;
  readonly clouddomains_custom_endpoint?: string;
  readonly cloudfunctions2_custom_endpoint?: string;
  readonly colab_custom_endpoint?: string;
  readonly composer_custom_endpoint?: string;
  readonly compute_custom_endpoint?: string;
  readonly contact_center_insights_custom_endpoint?: string;
  readonly container_analysis_custom_endpoint?: string;
  readonly container_attached_custom_endpoint?: string;
  readonly container_aws_custom_endpoint?: string;
  readonly container_azure_custom_endpoint?: string;
  readonly container_custom_endpoint?: string;
  readonly core_billing_custom_endpoint?: string;
  readonly credentials?: string;
  readonly data_catalog_custom_endpoint?: string;
  readonly data_fusion_custom_endpoint?: string;
  readonly data_loss_prevention_custom_endpoint?: string;
  readonly data_pipeline_custom_endpoint?: string;
  readonly database_migration_service_custom_endpoint?: string;
  readonly dataflow_custom_endpoint?: string;
  readonly dataplex_custom_endpoint?: string;
  readonly dataproc_custom_endpoint?: string;
  readonly dataproc_gdc_custom_endpoint?: string;
  readonly dataproc_metastore_custom_endpoint?: string;
  readonly datastream_custom_endpoint?: string;
  readonly default_labels?: Readonly<Record<string, string>> | Reference;
  readonly deployment_manager_custom_endpoint?: string;
  readonly developer_connect_custom_endpoint?: string;
  readonly dialogflow_custom_endpoint?: string;
  readonly dialogflow_cx_custom_endpoint?: string;
  readonly discovery_engine_custom_endpoint?: string;
  readonly dns_custom_endpoint?: string;
  readonly document_ai_custom_endpoint?: string;
  readonly document_ai_warehouse_custom_endpoint?: string;
  readonly edgecontainer_custom_endpoint?: string;
  readonly edgenetwork_custom_endpoint?: string;
  readonly essential_contacts_custom_endpoint?: string;
  readonly eventarc_custom_endpoint?: string;
  readonly filestore_custom_endpoint?: string;
  readonly firebase_app_check_custom_endpoint?: string;
  readonly firebase_app_hosting_custom_endpoint?: string;
  readonly firebase_data_connect_custom_endpoint?: string;
  readonly firebaserules_custom_endpoint?: string;
  readonly firestore_custom_endpoint?: string;
  readonly gemini_custom_endpoint?: string;
  readonly gke_backup_custom_endpoint?: string;
  readonly gke_hub2_custom_endpoint?: string;
  readonly gke_hub_custom_endpoint?: string;
  readonly gkeonprem_custom_endpoint?: string;
  readonly healthcare_custom_endpoint?: string;
  readonly iam2_custom_endpoint?: string;
  readonly iam3_custom_endpoint?: string;
  readonly iam_beta_custom_endpoint?: string;
  readonly iam_credentials_custom_endpoint?: string;
  readonly iam_custom_endpoint?: string;
  readonly iam_workforce_pool_custom_endpoint?: string;
  readonly iap_custom_endpoint?: string;
  readonly identity_platform_custom_endpoint?: string;
  readonly impersonate_service_account?: string;
  readonly impersonate_service_account_delegates?: readonly string[] | Reference;
  readonly integration_connectors_custom_endpoint?: string;
  readonly integrations_custom_endpoint?: string;
  readonly kms_custom_endpoint?: string;
  readonly logging_custom_endpoint?: string;
  readonly looker_custom_endpoint?: string;
  readonly lustre_custom_endpoint?: string;
  readonly managed_kafka_custom_endpoint?: string;
  readonly memcache_custom_endpoint?: string;
  readonly memorystore_custom_endpoint?: string;
  readonly migration_center_custom_endpoint?: string;
  readonly ml_engine_custom_endpoint?: string;
  readonly model_armor_custom_endpoint?: string;
  readonly model_armor_global_custom_endpoint?: string;
  readonly monitoring_custom_endpoint?: string;
  readonly netapp_custom_endpoint?: string;
  readonly network_connectivity_custom_endpoint?: string;
  readonly network_management_custom_endpoint?: string;
  readonly network_security_custom_endpoint?: string;
  readonly network_services_custom_endpoint?: string;
  readonly notebooks_custom_endpoint?: string;
  readonly oracle_database_custom_endpoint?: string;
  readonly org_policy_custom_endpoint?: string;
  readonly os_config_custom_endpoint?: string;
  readonly os_config_v2_custom_endpoint?: string;
  readonly os_login_custom_endpoint?: string;
  readonly parallelstore_custom_endpoint?: string;
  readonly parameter_manager_custom_endpoint?: string;
  readonly parameter_manager_regional_custom_endpoint?: string;
  readonly privateca_custom_endpoint?: string;
  readonly privileged_access_manager_custom_endpoint?: string;
  readonly project?: string;
  readonly public_ca_custom_endpoint?: string;
  readonly pubsub_custom_endpoint?: string;
  readonly pubsub_lite_custom_endpoint?: string;
  readonly recaptcha_enterprise_custom_endpoint?: string;
  readonly redis_custom_endpoint?: string;
  readonly region?: string;
  readonly request_reason?: string;
  readonly request_timeout?: string;
  readonly resource_manager_custom_endpoint?: string;
  readonly resource_manager_v3_custom_endpoint?: string;
  readonly scopes?: readonly string[] | Reference;
  readonly secret_manager_custom_endpoint?: string;
  readonly secret_manager_regional_custom_endpoint?: string;
  readonly secure_source_manager_custom_endpoint?: string;
  readonly security_center_custom_endpoint?: string;
  readonly security_center_management_custom_endpoint?: string;
  readonly security_center_v2_custom_endpoint?: string;
  readonly securityposture_custom_endpoint?: string;
  readonly service_management_custom_endpoint?: string;
  readonly service_networking_custom_endpoint?: string;
  readonly service_usage_custom_endpoint?: string;
  readonly site_verification_custom_endpoint?: string;
  readonly source_repo_custom_endpoint?: string;
  readonly spanner_custom_endpoint?: string;
  readonly sql_custom_endpoint?: string;
  readonly storage_batch_operations_custom_endpoint?: string;
  readonly storage_control_custom_endpoint?: string;
  readonly storage_custom_endpoint?: string;
  readonly storage_insights_custom_endpoint?: string;
  readonly storage_transfer_custom_endpoint?: string;
  readonly tags_custom_endpoint?: string;
  readonly tags_location_custom_endpoint?: string;
  readonly terraform_attribution_label_addition_strategy?: string;
  readonly tpu_custom_endpoint?: string;
  readonly transcoder_custom_endpoint?: string;
  readonly universe_domain?: string;
  readonly user_project_override?: boolean | Reference;
  readonly vertex_ai_custom_endpoint?: string;
  readonly vmwareengine_custom_endpoint?: string;
  readonly vpc_access_custom_endpoint?: string;
  readonly workbench_custom_endpoint?: string;
  readonly workflows_custom_endpoint?: string;
  readonly zone?: string;
  readonly alias?: string;
}> {
  static readonly binding = { source: 'hashicorp/google', version: '6.50.0' } as const;
}
