/* Written by `npm run generate` from schemas/azurerm.json. */
import { ConfiguredProvider, Resource, Data, type Reference } from './resource.ts';

interface AzurermResourceTypes {
  azurerm_resource_group: {
    takes: {
      readonly id?: string;
      readonly location: string;
      readonly managed_by?: string;
      readonly name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives: 'id' | 'location' | 'managed_by' | 'name' | 'tags';
  };
  azurerm_management_lock: {
    takes: {
      readonly id?: string;
      readonly lock_level: string;
      readonly name: string;
      readonly notes?: string;
      readonly scope: string;
    };
    gives: 'id' | 'lock_level' | 'name' | 'notes' | 'scope';
  };
  azurerm_virtual_network: {
    takes: {
      readonly address_space?: readonly string[] | Reference;
      readonly bgp_community?: string;
      readonly dns_servers?: readonly string[] | Reference;
      readonly edge_zone?: string;
      readonly flow_timeout_in_minutes?: number | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly private_endpoint_vnet_policies?: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'address_space'
      | 'bgp_community'
      | 'dns_servers'
      | 'edge_zone'
      | 'flow_timeout_in_minutes'
      | 'id'
      | 'location'
      | 'name'
      | 'private_endpoint_vnet_policies'
      | 'resource_group_name'
      | 'tags'
      | 'guid';
  };
  azurerm_subnet: {
    takes: {
      readonly address_prefixes?: readonly string[] | Reference;
      readonly default_outbound_access_enabled?: boolean | Reference;
      readonly id?: string;
      readonly name: string;
      readonly private_endpoint_network_policies?: string;
      readonly private_link_service_network_policies_enabled?: boolean | Reference;
      readonly resource_group_name: string;
      readonly service_endpoint_policy_ids?: readonly string[] | Reference;
      readonly service_endpoints?: readonly string[] | Reference;
      readonly sharing_scope?: string;
      readonly virtual_network_name: string;
      readonly delegation?: readonly {
        readonly name: string;
        readonly service_delegation: {
          readonly actions?: readonly string[] | Reference;
          readonly name: string;
        };
      }[];
    };
    gives:
      | 'address_prefixes'
      | 'default_outbound_access_enabled'
      | 'id'
      | 'name'
      | 'private_endpoint_network_policies'
      | 'private_link_service_network_policies_enabled'
      | 'resource_group_name'
      | 'service_endpoint_policy_ids'
      | 'service_endpoints'
      | 'sharing_scope'
      | 'virtual_network_name'
      | 'delegation';
  };
  azurerm_network_security_group: {
    takes: {
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives: 'id' | 'location' | 'name' | 'resource_group_name' | 'tags';
  };
  azurerm_network_security_rule: {
    takes: {
      readonly access: string;
      readonly description?: string;
      readonly destination_address_prefix?: string;
      readonly destination_address_prefixes?: readonly string[] | Reference;
      readonly destination_application_security_group_ids?: readonly string[] | Reference;
      readonly destination_port_range?: string;
      readonly destination_port_ranges?: readonly string[] | Reference;
      readonly direction: string;
      readonly id?: string;
      readonly name: string;
      readonly network_security_group_name: string;
      readonly priority: number | Reference;
      readonly protocol: string;
      readonly resource_group_name: string;
      readonly source_address_prefix?: string;
      readonly source_address_prefixes?: readonly string[] | Reference;
      readonly source_application_security_group_ids?: readonly string[] | Reference;
      readonly source_port_range?: string;
      readonly source_port_ranges?: readonly string[] | Reference;
    };
    gives:
      | 'access'
      | 'description'
      | 'destination_address_prefix'
      | 'destination_address_prefixes'
      | 'destination_application_security_group_ids'
      | 'destination_port_range'
      | 'destination_port_ranges'
      | 'direction'
      | 'id'
      | 'name'
      | 'network_security_group_name'
      | 'priority'
      | 'protocol'
      | 'resource_group_name'
      | 'source_address_prefix'
      | 'source_address_prefixes'
      | 'source_application_security_group_ids'
      | 'source_port_range'
      | 'source_port_ranges';
  };
  azurerm_subnet_network_security_group_association: {
    takes: {
      readonly id?: string;
      readonly network_security_group_id: string;
      readonly subnet_id: string;
    };
    gives: 'id' | 'network_security_group_id' | 'subnet_id';
  };
  azurerm_public_ip: {
    takes: {
      readonly allocation_method: string;
      readonly ddos_protection_mode?: string;
      readonly ddos_protection_plan_id?: string;
      readonly domain_name_label?: string;
      readonly domain_name_label_scope?: string;
      readonly edge_zone?: string;
      readonly id?: string;
      readonly idle_timeout_in_minutes?: number | Reference;
      readonly ip_tags?: Readonly<Record<string, string>> | Reference;
      readonly ip_version?: string;
      readonly location: string;
      readonly name: string;
      readonly public_ip_prefix_id?: string;
      readonly resource_group_name: string;
      readonly reverse_fqdn?: string;
      readonly sku?: string;
      readonly sku_tier?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly zones?: readonly string[] | Reference;
    };
    gives:
      | 'allocation_method'
      | 'ddos_protection_mode'
      | 'ddos_protection_plan_id'
      | 'domain_name_label'
      | 'domain_name_label_scope'
      | 'edge_zone'
      | 'id'
      | 'idle_timeout_in_minutes'
      | 'ip_tags'
      | 'ip_version'
      | 'location'
      | 'name'
      | 'public_ip_prefix_id'
      | 'resource_group_name'
      | 'reverse_fqdn'
      | 'sku'
      | 'sku_tier'
      | 'tags'
      | 'zones'
      | 'fqdn'
      | 'ip_address';
  };
  azurerm_nat_gateway: {
    takes: {
      readonly id?: string;
      readonly idle_timeout_in_minutes?: number | Reference;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly sku_name?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly zones?: readonly string[] | Reference;
    };
    gives:
      | 'id'
      | 'idle_timeout_in_minutes'
      | 'location'
      | 'name'
      | 'resource_group_name'
      | 'sku_name'
      | 'tags'
      | 'zones'
      | 'resource_guid';
  };
  azurerm_nat_gateway_public_ip_association: {
    takes: {
      readonly id?: string;
      readonly nat_gateway_id: string;
      readonly public_ip_address_id: string;
    };
    gives: 'id' | 'nat_gateway_id' | 'public_ip_address_id';
  };
  azurerm_subnet_nat_gateway_association: {
    takes: { readonly id?: string; readonly nat_gateway_id: string; readonly subnet_id: string };
    gives: 'id' | 'nat_gateway_id' | 'subnet_id';
  };
  azurerm_private_dns_zone: {
    takes: {
      readonly id?: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'id'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'max_number_of_record_sets'
      | 'max_number_of_virtual_network_links'
      | 'max_number_of_virtual_network_links_with_registration'
      | 'number_of_record_sets';
  };
  azurerm_private_dns_zone_virtual_network_link: {
    takes: {
      readonly id?: string;
      readonly name: string;
      readonly private_dns_zone_name: string;
      readonly registration_enabled?: boolean | Reference;
      readonly resolution_policy?: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly virtual_network_id: string;
    };
    gives:
      | 'id'
      | 'name'
      | 'private_dns_zone_name'
      | 'registration_enabled'
      | 'resolution_policy'
      | 'resource_group_name'
      | 'tags'
      | 'virtual_network_id';
  };
  azurerm_private_endpoint: {
    takes: {
      readonly custom_network_interface_name?: string;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly subnet_id: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly private_dns_zone_group?: {
        readonly name: string;
        readonly private_dns_zone_ids: readonly string[] | Reference;
      };
      readonly private_service_connection: {
        readonly is_manual_connection: boolean | Reference;
        readonly name: string;
        readonly private_connection_resource_alias?: string;
        readonly private_connection_resource_id?: string;
        readonly request_message?: string;
        readonly subresource_names?: readonly string[] | Reference;
      };
    };
    gives:
      | 'custom_network_interface_name'
      | 'id'
      | 'location'
      | 'name'
      | 'resource_group_name'
      | 'subnet_id'
      | 'tags'
      | 'custom_dns_configs'
      | 'network_interface'
      | 'private_dns_zone_configs'
      | 'private_dns_zone_group'
      | 'private_service_connection';
  };
  azurerm_key_vault: {
    takes: {
      readonly enable_rbac_authorization?: boolean | Reference;
      readonly enabled_for_deployment?: boolean | Reference;
      readonly enabled_for_disk_encryption?: boolean | Reference;
      readonly enabled_for_template_deployment?: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly public_network_access_enabled?: boolean | Reference;
      readonly purge_protection_enabled?: boolean | Reference;
      readonly rbac_authorization_enabled?: boolean | Reference;
      readonly resource_group_name: string;
      readonly sku_name: string;
      readonly soft_delete_retention_days?: number | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tenant_id: string;
      readonly network_acls?: {
        readonly bypass: string;
        readonly default_action: string;
        readonly ip_rules?: readonly string[] | Reference;
        readonly virtual_network_subnet_ids?: readonly string[] | Reference;
      };
    };
    gives:
      | 'enable_rbac_authorization'
      | 'enabled_for_deployment'
      | 'enabled_for_disk_encryption'
      | 'enabled_for_template_deployment'
      | 'id'
      | 'location'
      | 'name'
      | 'public_network_access_enabled'
      | 'purge_protection_enabled'
      | 'rbac_authorization_enabled'
      | 'resource_group_name'
      | 'sku_name'
      | 'soft_delete_retention_days'
      | 'tags'
      | 'tenant_id'
      | 'vault_uri'
      | 'network_acls';
  };
  azurerm_key_vault_key: {
    takes: {
      readonly curve?: string;
      readonly expiration_date?: string;
      readonly id?: string;
      readonly key_opts: readonly string[] | Reference;
      readonly key_size?: number | Reference;
      readonly key_type: string;
      readonly key_vault_id: string;
      readonly name: string;
      readonly not_before_date?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly rotation_policy?: {
        readonly expire_after?: string;
        readonly notify_before_expiry?: string;
        readonly automatic?: {
          readonly time_after_creation?: string;
          readonly time_before_expiry?: string;
        };
      };
    };
    gives:
      | 'curve'
      | 'expiration_date'
      | 'id'
      | 'key_opts'
      | 'key_size'
      | 'key_type'
      | 'key_vault_id'
      | 'name'
      | 'not_before_date'
      | 'tags'
      | 'e'
      | 'n'
      | 'public_key_openssh'
      | 'public_key_pem'
      | 'resource_id'
      | 'resource_versionless_id'
      | 'version'
      | 'versionless_id'
      | 'x'
      | 'y'
      | 'rotation_policy';
  };
  azurerm_key_vault_secret: {
    takes: {
      readonly content_type?: string;
      readonly expiration_date?: string;
      readonly id?: string;
      readonly key_vault_id: string;
      readonly name: string;
      readonly not_before_date?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly value?: string;
      readonly value_wo?: string;
      readonly value_wo_version?: number | Reference;
    };
    gives:
      | 'content_type'
      | 'expiration_date'
      | 'id'
      | 'key_vault_id'
      | 'name'
      | 'not_before_date'
      | 'tags'
      | 'value'
      | 'value_wo'
      | 'value_wo_version'
      | 'resource_id'
      | 'resource_versionless_id'
      | 'version'
      | 'versionless_id';
  };
  azurerm_key_vault_certificate: {
    takes: {
      readonly id?: string;
      readonly key_vault_id: string;
      readonly name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly certificate_policy?: {
        readonly issuer_parameters: { readonly name: string };
        readonly key_properties: {
          readonly curve?: string;
          readonly exportable: boolean | Reference;
          readonly key_size?: number | Reference;
          readonly key_type: string;
          readonly reuse_key: boolean | Reference;
        };
        readonly lifetime_action?: readonly {
          readonly action: { readonly action_type: string };
          readonly trigger: {
            readonly days_before_expiry?: number | Reference;
            readonly lifetime_percentage?: number | Reference;
          };
        }[];
        readonly secret_properties: { readonly content_type: string };
        readonly x509_certificate_properties?: {
          readonly extended_key_usage?: readonly string[] | Reference;
          readonly key_usage: readonly string[] | Reference;
          readonly subject: string;
          readonly validity_in_months: number | Reference;
          readonly subject_alternative_names?: {
            readonly dns_names?: readonly string[] | Reference;
            readonly emails?: readonly string[] | Reference;
            readonly upns?: readonly string[] | Reference;
          };
        };
      };
    };
    gives:
      | 'id'
      | 'key_vault_id'
      | 'name'
      | 'tags'
      | 'certificate_data'
      | 'certificate_data_base64'
      | 'resource_manager_id'
      | 'resource_manager_versionless_id'
      | 'secret_id'
      | 'thumbprint'
      | 'version'
      | 'versionless_id'
      | 'versionless_secret_id'
      | 'certificate_attribute'
      | 'certificate_policy';
  };
  azurerm_key_vault_certificate_issuer: {
    takes: {
      readonly account_id?: string;
      readonly id?: string;
      readonly key_vault_id: string;
      readonly name: string;
      readonly org_id?: string;
      readonly password?: string;
      readonly provider_name: string;
    };
    gives: 'account_id' | 'id' | 'key_vault_id' | 'name' | 'org_id' | 'password' | 'provider_name';
  };
  azurerm_user_assigned_identity: {
    takes: {
      readonly id?: string;
      readonly isolation_scope?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'id'
      | 'isolation_scope'
      | 'location'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'client_id'
      | 'principal_id'
      | 'tenant_id';
  };
  azurerm_role_assignment: {
    takes: {
      readonly condition?: string;
      readonly condition_version?: string;
      readonly delegated_managed_identity_resource_id?: string;
      readonly description?: string;
      readonly id?: string;
      readonly name?: string;
      readonly principal_id: string;
      readonly principal_type?: string;
      readonly role_definition_id?: string;
      readonly role_definition_name?: string;
      readonly scope: string;
      readonly skip_service_principal_aad_check?: boolean | Reference;
    };
    gives:
      | 'condition'
      | 'condition_version'
      | 'delegated_managed_identity_resource_id'
      | 'description'
      | 'id'
      | 'name'
      | 'principal_id'
      | 'principal_type'
      | 'role_definition_id'
      | 'role_definition_name'
      | 'scope'
      | 'skip_service_principal_aad_check';
  };
  azurerm_disk_encryption_set: {
    takes: {
      readonly auto_key_rotation_enabled?: boolean | Reference;
      readonly encryption_type?: string;
      readonly federated_client_id?: string;
      readonly id?: string;
      readonly key_vault_key_id?: string;
      readonly location: string;
      readonly managed_hsm_key_id?: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly identity: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
    };
    gives:
      | 'auto_key_rotation_enabled'
      | 'encryption_type'
      | 'federated_client_id'
      | 'id'
      | 'key_vault_key_id'
      | 'location'
      | 'managed_hsm_key_id'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'key_vault_key_url'
      | 'identity';
  };
  azurerm_kubernetes_cluster: {
    takes: {
      readonly ai_toolchain_operator_enabled?: boolean | Reference;
      readonly automatic_upgrade_channel?: string;
      readonly azure_policy_enabled?: boolean | Reference;
      readonly cost_analysis_enabled?: boolean | Reference;
      readonly custom_ca_trust_certificates_base64?: readonly string[] | Reference;
      readonly disk_encryption_set_id?: string;
      readonly dns_prefix?: string;
      readonly dns_prefix_private_cluster?: string;
      readonly edge_zone?: string;
      readonly http_application_routing_enabled?: boolean | Reference;
      readonly id?: string;
      readonly image_cleaner_enabled?: boolean | Reference;
      readonly image_cleaner_interval_hours?: number | Reference;
      readonly kubernetes_version?: string;
      readonly local_account_disabled?: boolean | Reference;
      readonly location: string;
      readonly name: string;
      readonly node_os_upgrade_channel?: string;
      readonly node_resource_group?: string;
      readonly oidc_issuer_enabled?: boolean | Reference;
      readonly open_service_mesh_enabled?: boolean | Reference;
      readonly private_cluster_enabled?: boolean | Reference;
      readonly private_cluster_public_fqdn_enabled?: boolean | Reference;
      readonly private_dns_zone_id?: string;
      readonly resource_group_name: string;
      readonly role_based_access_control_enabled?: boolean | Reference;
      readonly run_command_enabled?: boolean | Reference;
      readonly sku_tier?: string;
      readonly support_plan?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly workload_identity_enabled?: boolean | Reference;
      readonly api_server_access_profile?: {
        readonly authorized_ip_ranges?: readonly string[] | Reference;
        readonly subnet_id?: string;
        readonly virtual_network_integration_enabled?: boolean | Reference;
      };
      readonly azure_active_directory_role_based_access_control?: {
        readonly admin_group_object_ids?: readonly string[] | Reference;
        readonly azure_rbac_enabled?: boolean | Reference;
        readonly tenant_id?: string;
      };
      readonly default_node_pool: {
        readonly auto_scaling_enabled?: boolean | Reference;
        readonly capacity_reservation_group_id?: string;
        readonly fips_enabled?: boolean | Reference;
        readonly gpu_driver?: string;
        readonly gpu_instance?: string;
        readonly host_encryption_enabled?: boolean | Reference;
        readonly host_group_id?: string;
        readonly kubelet_disk_type?: string;
        readonly max_count?: number | Reference;
        readonly max_pods?: number | Reference;
        readonly min_count?: number | Reference;
        readonly name: string;
        readonly node_count?: number | Reference;
        readonly node_labels?: Readonly<Record<string, string>> | Reference;
        readonly node_public_ip_enabled?: boolean | Reference;
        readonly node_public_ip_prefix_id?: string;
        readonly only_critical_addons_enabled?: boolean | Reference;
        readonly orchestrator_version?: string;
        readonly os_disk_size_gb?: number | Reference;
        readonly os_disk_type?: string;
        readonly os_sku?: string;
        readonly pod_subnet_id?: string;
        readonly proximity_placement_group_id?: string;
        readonly scale_down_mode?: string;
        readonly snapshot_id?: string;
        readonly tags?: Readonly<Record<string, string>> | Reference;
        readonly temporary_name_for_rotation?: string;
        readonly type?: string;
        readonly ultra_ssd_enabled?: boolean | Reference;
        readonly vm_size?: string;
        readonly vnet_subnet_id?: string;
        readonly workload_runtime?: string;
        readonly zones?: readonly string[] | Reference;
        readonly kubelet_config?: {
          readonly allowed_unsafe_sysctls?: readonly string[] | Reference;
          readonly container_log_max_files?: number | Reference;
          readonly container_log_max_line?: number | Reference;
          readonly container_log_max_size_mb?: number | Reference;
          readonly cpu_cfs_quota_enabled?: boolean | Reference;
          readonly cpu_cfs_quota_period?: string;
          readonly cpu_manager_policy?: string;
          readonly image_gc_high_threshold?: number | Reference;
          readonly image_gc_low_threshold?: number | Reference;
          readonly pod_max_pid?: number | Reference;
          readonly topology_manager_policy?: string;
        };
        readonly linux_os_config?: {
          readonly swap_file_size_mb?: number | Reference;
          readonly transparent_huge_page?: string;
          readonly transparent_huge_page_defrag?: string;
          readonly transparent_huge_page_enabled?: string;
          readonly sysctl_config?: {
            readonly fs_aio_max_nr?: number | Reference;
            readonly fs_file_max?: number | Reference;
            readonly fs_inotify_max_user_watches?: number | Reference;
            readonly fs_nr_open?: number | Reference;
            readonly kernel_threads_max?: number | Reference;
            readonly net_core_netdev_max_backlog?: number | Reference;
            readonly net_core_optmem_max?: number | Reference;
            readonly net_core_rmem_default?: number | Reference;
            readonly net_core_rmem_max?: number | Reference;
            readonly net_core_somaxconn?: number | Reference;
            readonly net_core_wmem_default?: number | Reference;
            readonly net_core_wmem_max?: number | Reference;
            readonly net_ipv4_ip_local_port_range_max?: number | Reference;
            readonly net_ipv4_ip_local_port_range_min?: number | Reference;
            readonly net_ipv4_neigh_default_gc_thresh1?: number | Reference;
            readonly net_ipv4_neigh_default_gc_thresh2?: number | Reference;
            readonly net_ipv4_neigh_default_gc_thresh3?: number | Reference;
            readonly net_ipv4_tcp_fin_timeout?: number | Reference;
            readonly net_ipv4_tcp_keepalive_intvl?: number | Reference;
            readonly net_ipv4_tcp_keepalive_probes?: number | Reference;
            readonly net_ipv4_tcp_keepalive_time?: number | Reference;
            readonly net_ipv4_tcp_max_syn_backlog?: number | Reference;
            readonly net_ipv4_tcp_max_tw_buckets?: number | Reference;
            readonly net_ipv4_tcp_tw_reuse?: boolean | Reference;
            readonly net_netfilter_nf_conntrack_buckets?: number | Reference;
            readonly net_netfilter_nf_conntrack_max?: number | Reference;
            readonly vm_max_map_count?: number | Reference;
            readonly vm_swappiness?: number | Reference;
            readonly vm_vfs_cache_pressure?: number | Reference;
          };
        };
        readonly node_network_profile?: {
          readonly application_security_group_ids?: readonly string[] | Reference;
          readonly node_public_ip_tags?: Readonly<Record<string, string>> | Reference;
          readonly allowed_host_ports?: readonly {
            readonly port_end?: number | Reference;
            readonly port_start?: number | Reference;
            readonly protocol?: string;
          }[];
        };
        readonly upgrade_settings?: {
          readonly drain_timeout_in_minutes?: number | Reference;
          readonly max_surge: string;
          readonly node_soak_duration_in_minutes?: number | Reference;
          readonly undrainable_node_behavior?: string;
        };
      };
      readonly identity?: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
      readonly key_management_service?: {
        readonly key_vault_key_id: string;
        readonly key_vault_network_access?: string;
      };
      readonly network_profile?: {
        readonly dns_service_ip?: string;
        readonly ip_versions?: readonly string[] | Reference;
        readonly load_balancer_sku?: string;
        readonly network_data_plane?: string;
        readonly network_mode?: string;
        readonly network_plugin: string;
        readonly network_plugin_mode?: string;
        readonly network_policy?: string;
        readonly outbound_type?: string;
        readonly pod_cidr?: string;
        readonly pod_cidrs?: readonly string[] | Reference;
        readonly service_cidr?: string;
        readonly service_cidrs?: readonly string[] | Reference;
        readonly advanced_networking?: {
          readonly observability_enabled?: boolean | Reference;
          readonly security_enabled?: boolean | Reference;
        };
        readonly load_balancer_profile?: {
          readonly backend_pool_type?: string;
          readonly idle_timeout_in_minutes?: number | Reference;
          readonly managed_outbound_ip_count?: number | Reference;
          readonly managed_outbound_ipv6_count?: number | Reference;
          readonly outbound_ip_address_ids?: readonly string[] | Reference;
          readonly outbound_ip_prefix_ids?: readonly string[] | Reference;
          readonly outbound_ports_allocated?: number | Reference;
        };
        readonly nat_gateway_profile?: {
          readonly idle_timeout_in_minutes?: number | Reference;
          readonly managed_outbound_ip_count?: number | Reference;
        };
      };
    };
    gives:
      | 'ai_toolchain_operator_enabled'
      | 'automatic_upgrade_channel'
      | 'azure_policy_enabled'
      | 'cost_analysis_enabled'
      | 'custom_ca_trust_certificates_base64'
      | 'disk_encryption_set_id'
      | 'dns_prefix'
      | 'dns_prefix_private_cluster'
      | 'edge_zone'
      | 'http_application_routing_enabled'
      | 'id'
      | 'image_cleaner_enabled'
      | 'image_cleaner_interval_hours'
      | 'kubernetes_version'
      | 'local_account_disabled'
      | 'location'
      | 'name'
      | 'node_os_upgrade_channel'
      | 'node_resource_group'
      | 'oidc_issuer_enabled'
      | 'open_service_mesh_enabled'
      | 'private_cluster_enabled'
      | 'private_cluster_public_fqdn_enabled'
      | 'private_dns_zone_id'
      | 'resource_group_name'
      | 'role_based_access_control_enabled'
      | 'run_command_enabled'
      | 'sku_tier'
      | 'support_plan'
      | 'tags'
      | 'workload_identity_enabled'
      | 'current_kubernetes_version'
      | 'fqdn'
      | 'http_application_routing_zone_name'
      | 'kube_admin_config_raw'
      | 'kube_config_raw'
      | 'node_resource_group_id'
      | 'oidc_issuer_url'
      | 'portal_fqdn'
      | 'private_fqdn'
      | 'kube_admin_config'
      | 'kube_config'
      | 'api_server_access_profile'
      | 'azure_active_directory_role_based_access_control'
      | 'default_node_pool'
      | 'identity'
      | 'key_management_service'
      | 'network_profile';
  };
  azurerm_postgresql_flexible_server: {
    takes: {
      readonly administrator_login?: string;
      readonly administrator_password?: string;
      readonly administrator_password_wo?: string;
      readonly administrator_password_wo_version?: number | Reference;
      readonly auto_grow_enabled?: boolean | Reference;
      readonly backup_retention_days?: number | Reference;
      readonly create_mode?: string;
      readonly delegated_subnet_id?: string;
      readonly geo_redundant_backup_enabled?: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly point_in_time_restore_time_in_utc?: string;
      readonly private_dns_zone_id?: string;
      readonly public_network_access_enabled?: boolean | Reference;
      readonly replication_role?: string;
      readonly resource_group_name: string;
      readonly sku_name?: string;
      readonly source_server_id?: string;
      readonly storage_mb?: number | Reference;
      readonly storage_tier?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly version?: string;
      readonly zone?: string;
      readonly authentication?: {
        readonly active_directory_auth_enabled?: boolean | Reference;
        readonly password_auth_enabled?: boolean | Reference;
        readonly tenant_id?: string;
      };
      readonly customer_managed_key?: {
        readonly geo_backup_key_vault_key_id?: string;
        readonly geo_backup_user_assigned_identity_id?: string;
        readonly key_vault_key_id: string;
        readonly primary_user_assigned_identity_id?: string;
      };
      readonly high_availability?: {
        readonly mode: string;
        readonly standby_availability_zone?: string;
      };
      readonly identity?: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
    };
    gives:
      | 'administrator_login'
      | 'administrator_password'
      | 'administrator_password_wo'
      | 'administrator_password_wo_version'
      | 'auto_grow_enabled'
      | 'backup_retention_days'
      | 'create_mode'
      | 'delegated_subnet_id'
      | 'geo_redundant_backup_enabled'
      | 'id'
      | 'location'
      | 'name'
      | 'point_in_time_restore_time_in_utc'
      | 'private_dns_zone_id'
      | 'public_network_access_enabled'
      | 'replication_role'
      | 'resource_group_name'
      | 'sku_name'
      | 'source_server_id'
      | 'storage_mb'
      | 'storage_tier'
      | 'tags'
      | 'version'
      | 'zone'
      | 'fqdn'
      | 'authentication'
      | 'customer_managed_key'
      | 'high_availability'
      | 'identity';
  };
  azurerm_postgresql_flexible_server_database: {
    takes: {
      readonly charset?: string;
      readonly collation?: string;
      readonly id?: string;
      readonly name: string;
      readonly server_id: string;
    };
    gives: 'charset' | 'collation' | 'id' | 'name' | 'server_id';
  };
  azurerm_postgresql_flexible_server_configuration: {
    takes: {
      readonly id?: string;
      readonly name: string;
      readonly server_id: string;
      readonly value: string;
    };
    gives: 'id' | 'name' | 'server_id' | 'value';
  };
  azurerm_managed_redis: {
    takes: {
      readonly high_availability_enabled?: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly public_network_access?: string;
      readonly resource_group_name: string;
      readonly sku_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly customer_managed_key?: {
        readonly key_vault_key_id: string;
        readonly user_assigned_identity_id: string;
      };
      readonly default_database?: {
        readonly access_keys_authentication_enabled?: boolean | Reference;
        readonly client_protocol?: string;
        readonly clustering_policy?: string;
        readonly eviction_policy?: string;
        readonly geo_replication_group_name?: string;
        readonly persistence_append_only_file_backup_frequency?: string;
        readonly persistence_redis_database_backup_frequency?: string;
        readonly module?: readonly { readonly args?: string; readonly name: string }[];
      };
      readonly identity?: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
    };
    gives:
      | 'high_availability_enabled'
      | 'id'
      | 'location'
      | 'name'
      | 'public_network_access'
      | 'resource_group_name'
      | 'sku_name'
      | 'tags'
      | 'hostname'
      | 'customer_managed_key'
      | 'default_database'
      | 'identity';
  };
  azurerm_netapp_account: {
    takes: {
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly identity?: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
    };
    gives: 'id' | 'location' | 'name' | 'resource_group_name' | 'tags' | 'identity';
  };
  azurerm_netapp_account_encryption: {
    takes: {
      readonly cross_tenant_key_vault_resource_id?: string;
      readonly encryption_key: string;
      readonly federated_client_id?: string;
      readonly id?: string;
      readonly netapp_account_id: string;
      readonly system_assigned_identity_principal_id?: string;
      readonly user_assigned_identity_id?: string;
    };
    gives:
      | 'cross_tenant_key_vault_resource_id'
      | 'encryption_key'
      | 'federated_client_id'
      | 'id'
      | 'netapp_account_id'
      | 'system_assigned_identity_principal_id'
      | 'user_assigned_identity_id';
  };
  azurerm_netapp_pool: {
    takes: {
      readonly account_name: string;
      readonly cool_access_enabled?: boolean | Reference;
      readonly custom_throughput_mibps?: number | Reference;
      readonly encryption_type?: string;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly qos_type?: string;
      readonly resource_group_name: string;
      readonly service_level: string;
      readonly size_in_tb: number | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'account_name'
      | 'cool_access_enabled'
      | 'custom_throughput_mibps'
      | 'encryption_type'
      | 'id'
      | 'location'
      | 'name'
      | 'qos_type'
      | 'resource_group_name'
      | 'service_level'
      | 'size_in_tb'
      | 'tags';
  };
  azurerm_netapp_volume: {
    takes: {
      readonly accept_grow_capacity_pool_for_short_term_clone_split?: string;
      readonly account_name: string;
      readonly azure_vmware_data_store_enabled?: boolean | Reference;
      readonly create_from_snapshot_resource_id?: string;
      readonly encryption_key_source?: string;
      readonly id?: string;
      readonly kerberos_enabled?: boolean | Reference;
      readonly key_vault_private_endpoint_id?: string;
      readonly large_volume_enabled?: boolean | Reference;
      readonly location: string;
      readonly name: string;
      readonly network_features?: string;
      readonly pool_name: string;
      readonly protocols?: readonly string[] | Reference;
      readonly resource_group_name: string;
      readonly security_style?: string;
      readonly service_level: string;
      readonly smb3_protocol_encryption_enabled?: boolean | Reference;
      readonly smb_access_based_enumeration_enabled?: boolean | Reference;
      readonly smb_continuous_availability_enabled?: boolean | Reference;
      readonly smb_non_browsable_enabled?: boolean | Reference;
      readonly snapshot_directory_visible?: boolean | Reference;
      readonly storage_quota_in_gb: number | Reference;
      readonly subnet_id: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly throughput_in_mibps?: number | Reference;
      readonly volume_path: string;
      readonly zone?: string;
      readonly data_protection_backup_policy?: {
        readonly backup_policy_id: string;
        readonly backup_vault_id: string;
        readonly policy_enabled?: boolean | Reference;
      };
      readonly data_protection_snapshot_policy?: { readonly snapshot_policy_id: string };
      readonly export_policy_rule?: readonly {
        readonly allowed_clients: readonly string[] | Reference;
        readonly kerberos_5_read_only_enabled?: boolean | Reference;
        readonly kerberos_5_read_write_enabled?: boolean | Reference;
        readonly kerberos_5i_read_only_enabled?: boolean | Reference;
        readonly kerberos_5i_read_write_enabled?: boolean | Reference;
        readonly kerberos_5p_read_only_enabled?: boolean | Reference;
        readonly kerberos_5p_read_write_enabled?: boolean | Reference;
        readonly protocol?: readonly string[] | Reference;
        readonly protocols_enabled?: readonly string[] | Reference;
        readonly root_access_enabled?: boolean | Reference;
        readonly rule_index: number | Reference;
        readonly unix_read_only?: boolean | Reference;
        readonly unix_read_write?: boolean | Reference;
      }[];
    };
    gives:
      | 'accept_grow_capacity_pool_for_short_term_clone_split'
      | 'account_name'
      | 'azure_vmware_data_store_enabled'
      | 'create_from_snapshot_resource_id'
      | 'encryption_key_source'
      | 'id'
      | 'kerberos_enabled'
      | 'key_vault_private_endpoint_id'
      | 'large_volume_enabled'
      | 'location'
      | 'name'
      | 'network_features'
      | 'pool_name'
      | 'protocols'
      | 'resource_group_name'
      | 'security_style'
      | 'service_level'
      | 'smb3_protocol_encryption_enabled'
      | 'smb_access_based_enumeration_enabled'
      | 'smb_continuous_availability_enabled'
      | 'smb_non_browsable_enabled'
      | 'snapshot_directory_visible'
      | 'storage_quota_in_gb'
      | 'subnet_id'
      | 'tags'
      | 'throughput_in_mibps'
      | 'volume_path'
      | 'zone'
      | 'mount_ip_addresses'
      | 'data_protection_backup_policy'
      | 'data_protection_snapshot_policy'
      | 'export_policy_rule';
  };
  azurerm_netapp_snapshot_policy: {
    takes: {
      readonly account_name: string;
      readonly enabled: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly daily_schedule?: {
        readonly hour: number | Reference;
        readonly minute: number | Reference;
        readonly snapshots_to_keep: number | Reference;
      };
      readonly hourly_schedule?: {
        readonly minute: number | Reference;
        readonly snapshots_to_keep: number | Reference;
      };
    };
    gives:
      | 'account_name'
      | 'enabled'
      | 'id'
      | 'location'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'daily_schedule'
      | 'hourly_schedule';
  };
  azurerm_netapp_backup_vault: {
    takes: {
      readonly account_name: string;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
    };
    gives: 'account_name' | 'id' | 'location' | 'name' | 'resource_group_name' | 'tags';
  };
  azurerm_netapp_backup_policy: {
    takes: {
      readonly account_name: string;
      readonly daily_backups_to_keep?: number | Reference;
      readonly enabled?: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly monthly_backups_to_keep?: number | Reference;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly weekly_backups_to_keep?: number | Reference;
    };
    gives:
      | 'account_name'
      | 'daily_backups_to_keep'
      | 'enabled'
      | 'id'
      | 'location'
      | 'monthly_backups_to_keep'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'weekly_backups_to_keep';
  };
  azurerm_application_gateway: {
    takes: {
      readonly enable_http2?: boolean | Reference;
      readonly fips_enabled?: boolean | Reference;
      readonly firewall_policy_id?: string;
      readonly force_firewall_policy_association?: boolean | Reference;
      readonly http2_enabled?: boolean | Reference;
      readonly id?: string;
      readonly location: string;
      readonly name: string;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly zones?: readonly string[] | Reference;
      readonly autoscale_configuration?: {
        readonly max_capacity?: number | Reference;
        readonly min_capacity: number | Reference;
      };
      readonly backend_address_pool: readonly {
        readonly fqdns?: readonly string[] | Reference;
        readonly ip_addresses?: readonly string[] | Reference;
        readonly name: string;
      }[];
      readonly backend_http_settings?: readonly {
        readonly affinity_cookie_name?: string;
        readonly cookie_based_affinity: string;
        readonly dedicated_backend_connection_enabled?: boolean | Reference;
        readonly host_name?: string;
        readonly name: string;
        readonly path?: string;
        readonly pick_host_name_from_backend_address?: boolean | Reference;
        readonly port: number | Reference;
        readonly probe_name?: string;
        readonly protocol: string;
        readonly request_timeout?: number | Reference;
        readonly trusted_root_certificate_names?: readonly string[] | Reference;
        readonly authentication_certificate?: readonly { readonly name: string }[];
        readonly connection_draining?: {
          readonly drain_timeout_sec: number | Reference;
          readonly enabled: boolean | Reference;
        };
      }[];
      readonly frontend_ip_configuration: readonly {
        readonly name: string;
        readonly private_ip_address?: string;
        readonly private_ip_address_allocation?: string;
        readonly private_link_configuration_name?: string;
        readonly public_ip_address_id?: string;
        readonly subnet_id?: string;
      }[];
      readonly frontend_port: readonly {
        readonly name: string;
        readonly port: number | Reference;
      }[];
      readonly gateway_ip_configuration: readonly {
        readonly name: string;
        readonly subnet_id: string;
      }[];
      readonly http_listener?: readonly {
        readonly firewall_policy_id?: string;
        readonly frontend_ip_configuration_name: string;
        readonly frontend_port_name: string;
        readonly host_name?: string;
        readonly host_names?: readonly string[] | Reference;
        readonly name: string;
        readonly protocol: string;
        readonly require_sni?: boolean | Reference;
        readonly ssl_certificate_name?: string;
        readonly ssl_profile_name?: string;
        readonly custom_error_configuration?: readonly {
          readonly custom_error_page_url: string;
          readonly status_code: string;
        }[];
      }[];
      readonly identity?: {
        readonly identity_ids?: readonly string[] | Reference;
        readonly type: string;
      };
      readonly probe?: readonly {
        readonly host?: string;
        readonly interval: number | Reference;
        readonly minimum_servers?: number | Reference;
        readonly name: string;
        readonly path?: string;
        readonly pick_host_name_from_backend_http_settings?: boolean | Reference;
        readonly port?: number | Reference;
        readonly protocol: string;
        readonly proxy_protocol_header_enabled?: boolean | Reference;
        readonly timeout: number | Reference;
        readonly unhealthy_threshold: number | Reference;
        readonly match?: {
          readonly body?: string;
          readonly status_code: readonly string[] | Reference;
        };
      }[];
      readonly request_routing_rule?: readonly {
        readonly backend_address_pool_name?: string;
        readonly backend_http_settings_name?: string;
        readonly http_listener_name: string;
        readonly name: string;
        readonly priority?: number | Reference;
        readonly redirect_configuration_name?: string;
        readonly rewrite_rule_set_name?: string;
        readonly rule_type: string;
        readonly url_path_map_name?: string;
      }[];
      readonly rewrite_rule_set?: readonly {
        readonly name: string;
        readonly rewrite_rule?: readonly {
          readonly name: string;
          readonly rule_sequence: number | Reference;
          readonly condition?: readonly {
            readonly ignore_case?: boolean | Reference;
            readonly negate?: boolean | Reference;
            readonly pattern: string;
            readonly variable: string;
          }[];
          readonly request_header_configuration?: readonly {
            readonly header_name: string;
            readonly header_value: string;
          }[];
          readonly response_header_configuration?: readonly {
            readonly header_name: string;
            readonly header_value: string;
          }[];
          readonly url?: {
            readonly components?: string;
            readonly path?: string;
            readonly query_string?: string;
            readonly reroute?: boolean | Reference;
          };
        }[];
      }[];
      readonly sku: {
        readonly capacity?: number | Reference;
        readonly name: string;
        readonly tier: string;
      };
      readonly ssl_certificate?: readonly {
        readonly data?: string;
        readonly key_vault_secret_id?: string;
        readonly name: string;
        readonly password?: string;
      }[];
      readonly ssl_policy?: {
        readonly cipher_suites?: readonly string[] | Reference;
        readonly disabled_protocols?: readonly string[] | Reference;
        readonly min_protocol_version?: string;
        readonly policy_name?: string;
        readonly policy_type?: string;
      };
    };
    gives:
      | 'enable_http2'
      | 'fips_enabled'
      | 'firewall_policy_id'
      | 'force_firewall_policy_association'
      | 'http2_enabled'
      | 'id'
      | 'location'
      | 'name'
      | 'resource_group_name'
      | 'tags'
      | 'zones'
      | 'private_endpoint_connection'
      | 'autoscale_configuration'
      | 'backend_address_pool'
      | 'backend_http_settings'
      | 'frontend_ip_configuration'
      | 'frontend_port'
      | 'gateway_ip_configuration'
      | 'http_listener'
      | 'identity'
      | 'probe'
      | 'request_routing_rule'
      | 'rewrite_rule_set'
      | 'sku'
      | 'ssl_certificate'
      | 'ssl_policy';
  };
  azurerm_dns_a_record: {
    takes: {
      readonly id?: string;
      readonly name: string;
      readonly records?: readonly string[] | Reference;
      readonly resource_group_name: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly target_resource_id?: string;
      readonly ttl: number | Reference;
      readonly zone_name: string;
    };
    gives:
      | 'id'
      | 'name'
      | 'records'
      | 'resource_group_name'
      | 'tags'
      | 'target_resource_id'
      | 'ttl'
      | 'zone_name'
      | 'fqdn';
  };
}

/** A resource of hashicorp/azurerm, by its type. */
export class AzurermResource<T extends keyof AzurermResourceTypes> extends Resource<
  AzurermResourceTypes,
  T
> {}

interface AzurermDataTypes {
  azurerm_client_config: {
    takes: { readonly id?: string };
    gives: 'id' | 'client_id' | 'object_id' | 'subscription_id' | 'tenant_id';
  };
  azurerm_dns_zone: {
    takes: { readonly id?: string; readonly name: string; readonly resource_group_name?: string };
    gives:
      | 'id'
      | 'name'
      | 'resource_group_name'
      | 'max_number_of_record_sets'
      | 'name_servers'
      | 'number_of_record_sets'
      | 'tags';
  };
}

/** What is read from hashicorp/azurerm, by its type. */
export class AzurermData<T extends keyof AzurermDataTypes> extends Data<AzurermDataTypes, T> {}

/** The provider hashicorp/azurerm: the version that the types were made from, or a later minor one. */
export class AzurermProvider extends ConfiguredProvider<{
  readonly ado_pipeline_service_connection_id?: string;
  readonly auxiliary_tenant_ids?: readonly string[] | Reference;
  readonly client_certificate?: string;
  readonly client_certificate_password?: string;
  readonly client_certificate_path?: string;
  readonly client_id?: string;
  readonly client_id_file_path?: string;
  readonly client_secret?: string;
  readonly client_secret_file_path?: string;
  readonly disable_correlation_request_id?: boolean | Reference;
  readonly disable_terraform_partner_id?: boolean | Reference;
  readonly environment?: string;
  readonly metadata_host?: string;
  readonly msi_api_version?: string;
  readonly msi_endpoint?: string;
  readonly oidc_request_token?: string;
  readonly oidc_request_url?: string;
  readonly oidc_token?: string;
  readonly oidc_token_file_path?: string;
  readonly partner_id?: string;
  readonly resource_provider_registrations?: string;
  readonly resource_providers_to_register?: readonly string[] | Reference;
  readonly skip_provider_registration?: boolean | Reference;
  readonly storage_use_azuread?: boolean | Reference;
  readonly subscription_id?: string;
  readonly tenant_id?: string;
  readonly use_aks_workload_identity?: boolean | Reference;
  readonly use_cli?: boolean | Reference;
  readonly use_msi?: boolean | Reference;
  readonly use_oidc?: boolean | Reference;
  readonly alias?: string;
  readonly features?: readonly {
    readonly api_management?: readonly {
      readonly purge_soft_delete_on_destroy?: boolean | Reference;
      readonly recover_soft_deleted?: boolean | Reference;
    }[];
    readonly app_configuration?: readonly {
      readonly purge_soft_delete_on_destroy?: boolean | Reference;
      readonly recover_soft_deleted?: boolean | Reference;
    }[];
    readonly application_insights?: readonly {
      readonly disable_generated_rule?: boolean | Reference;
    }[];
    readonly cognitive_account?: readonly {
      readonly purge_soft_delete_on_destroy?: boolean | Reference;
    }[];
    readonly databricks_workspace?: readonly { readonly force_delete?: boolean | Reference }[];
    readonly key_vault?: readonly {
      readonly purge_soft_delete_on_destroy?: boolean | Reference;
      readonly purge_soft_deleted_certificates_on_destroy?: boolean | Reference;
      readonly purge_soft_deleted_hardware_security_module_keys_on_destroy?: boolean | Reference;
      readonly purge_soft_deleted_hardware_security_modules_on_destroy?: boolean | Reference;
      readonly purge_soft_deleted_keys_on_destroy?: boolean | Reference;
      readonly purge_soft_deleted_secrets_on_destroy?: boolean | Reference;
      readonly recover_soft_deleted_certificates?: boolean | Reference;
      readonly recover_soft_deleted_hardware_security_module_keys?: boolean | Reference;
      readonly recover_soft_deleted_key_vaults?: boolean | Reference;
      readonly recover_soft_deleted_keys?: boolean | Reference;
      readonly recover_soft_deleted_secrets?: boolean | Reference;
    }[];
    readonly log_analytics_workspace?: readonly {
      readonly permanently_delete_on_destroy?: boolean | Reference;
    }[];
    readonly machine_learning?: readonly {
      readonly purge_soft_deleted_workspace_on_destroy?: boolean | Reference;
    }[];
    readonly managed_disk?: readonly { readonly expand_without_downtime?: boolean | Reference }[];
    readonly netapp?: readonly {
      readonly delete_backups_on_backup_vault_destroy?: boolean | Reference;
      readonly prevent_volume_destruction?: boolean | Reference;
    }[];
    readonly postgresql_flexible_server?: readonly {
      readonly restart_server_on_configuration_value_change?: boolean | Reference;
    }[];
    readonly recovery_service?: readonly {
      readonly purge_protected_items_from_vault_on_destroy?: boolean | Reference;
      readonly vm_backup_stop_protection_and_retain_data_on_destroy?: boolean | Reference;
      readonly vm_backup_suspend_protection_and_retain_data_on_destroy?: boolean | Reference;
    }[];
    readonly recovery_services_vaults?: readonly {
      readonly recover_soft_deleted_backup_protected_vm?: boolean | Reference;
    }[];
    readonly resource_group?: readonly {
      readonly prevent_deletion_if_contains_resources?: boolean | Reference;
    }[];
    readonly storage?: readonly { readonly data_plane_available?: boolean | Reference }[];
    readonly subscription?: readonly {
      readonly prevent_cancellation_on_destroy?: boolean | Reference;
    }[];
    readonly template_deployment?: readonly {
      readonly delete_nested_items_during_deletion: boolean | Reference;
    }[];
    readonly virtual_machine?: readonly {
      readonly delete_os_disk_on_deletion?: boolean | Reference;
      readonly detach_implicit_data_disk_on_deletion?: boolean | Reference;
      readonly graceful_shutdown?: boolean | Reference;
      readonly skip_shutdown_and_force_delete?: boolean | Reference;
    }[];
    readonly virtual_machine_scale_set?: readonly {
      readonly force_delete?: boolean | Reference;
      readonly reimage_on_manual_upgrade?: boolean | Reference;
      readonly roll_instances_when_required?: boolean | Reference;
      readonly scale_to_zero_before_deletion?: boolean | Reference;
    }[];
  }[];
}> {
  static readonly binding = { source: 'hashicorp/azurerm', version: '4.73.0' } as const;
}
