/* Written by `npm run generate` from schemas/aws.json. */
import { ConfiguredProvider, Resource, Data, type Reference } from './resource.ts';

interface AwsResourceTypes {
  aws_vpc: {
    takes: {
      readonly assign_generated_ipv6_cidr_block?: boolean | Reference;
      readonly cidr_block?: string;
      readonly enable_dns_hostnames?: boolean | Reference;
      readonly enable_dns_support?: boolean | Reference;
      readonly enable_network_address_usage_metrics?: boolean | Reference;
      readonly id?: string;
      readonly instance_tenancy?: string;
      readonly ipv4_ipam_pool_id?: string;
      readonly ipv4_netmask_length?: number | Reference;
      readonly ipv6_cidr_block?: string;
      readonly ipv6_cidr_block_network_border_group?: string;
      readonly ipv6_ipam_pool_id?: string;
      readonly ipv6_netmask_length?: number | Reference;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'assign_generated_ipv6_cidr_block'
      | 'cidr_block'
      | 'enable_dns_hostnames'
      | 'enable_dns_support'
      | 'enable_network_address_usage_metrics'
      | 'id'
      | 'instance_tenancy'
      | 'ipv4_ipam_pool_id'
      | 'ipv4_netmask_length'
      | 'ipv6_cidr_block'
      | 'ipv6_cidr_block_network_border_group'
      | 'ipv6_ipam_pool_id'
      | 'ipv6_netmask_length'
      | 'region'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'default_network_acl_id'
      | 'default_route_table_id'
      | 'default_security_group_id'
      | 'dhcp_options_id'
      | 'ipv6_association_id'
      | 'main_route_table_id'
      | 'owner_id';
  };
  aws_subnet: {
    takes: {
      readonly assign_ipv6_address_on_creation?: boolean | Reference;
      readonly availability_zone?: string;
      readonly availability_zone_id?: string;
      readonly cidr_block?: string;
      readonly customer_owned_ipv4_pool?: string;
      readonly enable_dns64?: boolean | Reference;
      readonly enable_lni_at_device_index?: number | Reference;
      readonly enable_resource_name_dns_a_record_on_launch?: boolean | Reference;
      readonly enable_resource_name_dns_aaaa_record_on_launch?: boolean | Reference;
      readonly id?: string;
      readonly ipv4_ipam_pool_id?: string;
      readonly ipv4_netmask_length?: number | Reference;
      readonly ipv6_cidr_block?: string;
      readonly ipv6_ipam_pool_id?: string;
      readonly ipv6_native?: boolean | Reference;
      readonly ipv6_netmask_length?: number | Reference;
      readonly map_customer_owned_ip_on_launch?: boolean | Reference;
      readonly map_public_ip_on_launch?: boolean | Reference;
      readonly outpost_arn?: string;
      readonly private_dns_hostname_type_on_launch?: string;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id: string;
    };
    gives:
      | 'assign_ipv6_address_on_creation'
      | 'availability_zone'
      | 'availability_zone_id'
      | 'cidr_block'
      | 'customer_owned_ipv4_pool'
      | 'enable_dns64'
      | 'enable_lni_at_device_index'
      | 'enable_resource_name_dns_a_record_on_launch'
      | 'enable_resource_name_dns_aaaa_record_on_launch'
      | 'id'
      | 'ipv4_ipam_pool_id'
      | 'ipv4_netmask_length'
      | 'ipv6_cidr_block'
      | 'ipv6_ipam_pool_id'
      | 'ipv6_native'
      | 'ipv6_netmask_length'
      | 'map_customer_owned_ip_on_launch'
      | 'map_public_ip_on_launch'
      | 'outpost_arn'
      | 'private_dns_hostname_type_on_launch'
      | 'region'
      | 'tags'
      | 'tags_all'
      | 'vpc_id'
      | 'arn'
      | 'ipv6_cidr_block_association_id'
      | 'owner_id';
  };
  aws_internet_gateway: {
    takes: {
      readonly id?: string;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id?: string;
    };
    gives: 'id' | 'region' | 'tags' | 'tags_all' | 'vpc_id' | 'arn' | 'owner_id';
  };
  aws_eip: {
    takes: {
      readonly address?: string;
      readonly associate_with_private_ip?: string;
      readonly customer_owned_ipv4_pool?: string;
      readonly domain?: string;
      readonly id?: string;
      readonly instance?: string;
      readonly ipam_pool_id?: string;
      readonly network_border_group?: string;
      readonly network_interface?: string;
      readonly public_ipv4_pool?: string;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'address'
      | 'associate_with_private_ip'
      | 'customer_owned_ipv4_pool'
      | 'domain'
      | 'id'
      | 'instance'
      | 'ipam_pool_id'
      | 'network_border_group'
      | 'network_interface'
      | 'public_ipv4_pool'
      | 'region'
      | 'tags'
      | 'tags_all'
      | 'allocation_id'
      | 'arn'
      | 'association_id'
      | 'carrier_ip'
      | 'customer_owned_ip'
      | 'private_dns'
      | 'private_ip'
      | 'ptr_record'
      | 'public_dns'
      | 'public_ip';
  };
  aws_nat_gateway: {
    takes: {
      readonly allocation_id?: string;
      readonly availability_mode?: string;
      readonly connectivity_type?: string;
      readonly id?: string;
      readonly private_ip?: string;
      readonly region?: string;
      readonly secondary_allocation_ids?: readonly string[] | Reference;
      readonly secondary_private_ip_address_count?: number | Reference;
      readonly secondary_private_ip_addresses?: readonly string[] | Reference;
      readonly subnet_id?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id?: string;
    };
    gives:
      | 'allocation_id'
      | 'availability_mode'
      | 'connectivity_type'
      | 'id'
      | 'private_ip'
      | 'region'
      | 'secondary_allocation_ids'
      | 'secondary_private_ip_address_count'
      | 'secondary_private_ip_addresses'
      | 'subnet_id'
      | 'tags'
      | 'tags_all'
      | 'vpc_id'
      | 'association_id'
      | 'auto_provision_zones'
      | 'auto_scaling_ips'
      | 'network_interface_id'
      | 'public_ip'
      | 'regional_nat_gateway_auto_mode'
      | 'route_table_id'
      | 'regional_nat_gateway_address';
  };
  aws_route_table: {
    takes: {
      readonly id?: string;
      readonly propagating_vgws?: readonly string[] | Reference;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id: string;
    };
    gives:
      'id' | 'propagating_vgws' | 'region' | 'tags' | 'tags_all' | 'vpc_id' | 'arn' | 'owner_id';
  };
  aws_route: {
    takes: {
      readonly carrier_gateway_id?: string;
      readonly core_network_arn?: string;
      readonly destination_cidr_block?: string;
      readonly destination_ipv6_cidr_block?: string;
      readonly destination_prefix_list_id?: string;
      readonly egress_only_gateway_id?: string;
      readonly gateway_id?: string;
      readonly id?: string;
      readonly local_gateway_id?: string;
      readonly nat_gateway_id?: string;
      readonly network_interface_id?: string;
      readonly odb_network_arn?: string;
      readonly region?: string;
      readonly route_table_id: string;
      readonly transit_gateway_id?: string;
      readonly vpc_endpoint_id?: string;
      readonly vpc_peering_connection_id?: string;
    };
    gives:
      | 'carrier_gateway_id'
      | 'core_network_arn'
      | 'destination_cidr_block'
      | 'destination_ipv6_cidr_block'
      | 'destination_prefix_list_id'
      | 'egress_only_gateway_id'
      | 'gateway_id'
      | 'id'
      | 'local_gateway_id'
      | 'nat_gateway_id'
      | 'network_interface_id'
      | 'odb_network_arn'
      | 'region'
      | 'route_table_id'
      | 'transit_gateway_id'
      | 'vpc_endpoint_id'
      | 'vpc_peering_connection_id'
      | 'instance_id'
      | 'instance_owner_id'
      | 'origin'
      | 'state';
  };
  aws_route_table_association: {
    takes: {
      readonly gateway_id?: string;
      readonly id?: string;
      readonly region?: string;
      readonly route_table_id: string;
      readonly subnet_id?: string;
    };
    gives: 'gateway_id' | 'id' | 'region' | 'route_table_id' | 'subnet_id';
  };
  aws_default_security_group: {
    takes: {
      readonly id?: string;
      readonly region?: string;
      readonly revoke_rules_on_delete?: boolean | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id?: string;
    };
    gives:
      | 'id'
      | 'region'
      | 'revoke_rules_on_delete'
      | 'tags'
      | 'tags_all'
      | 'vpc_id'
      | 'arn'
      | 'description'
      | 'name'
      | 'name_prefix'
      | 'owner_id';
  };
  aws_security_group: {
    takes: {
      readonly description?: string;
      readonly id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly region?: string;
      readonly revoke_rules_on_delete?: boolean | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id?: string;
    };
    gives:
      | 'description'
      | 'id'
      | 'name'
      | 'name_prefix'
      | 'region'
      | 'revoke_rules_on_delete'
      | 'tags'
      | 'tags_all'
      | 'vpc_id'
      | 'arn'
      | 'owner_id';
  };
  aws_vpc_security_group_ingress_rule: {
    takes: {
      readonly cidr_ipv4?: string;
      readonly cidr_ipv6?: string;
      readonly description?: string;
      readonly from_port?: number | Reference;
      readonly ip_protocol: string;
      readonly prefix_list_id?: string;
      readonly referenced_security_group_id?: string;
      readonly region?: string;
      readonly security_group_id: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly to_port?: number | Reference;
    };
    gives:
      | 'cidr_ipv4'
      | 'cidr_ipv6'
      | 'description'
      | 'from_port'
      | 'ip_protocol'
      | 'prefix_list_id'
      | 'referenced_security_group_id'
      | 'region'
      | 'security_group_id'
      | 'tags'
      | 'to_port'
      | 'arn'
      | 'id'
      | 'security_group_rule_id'
      | 'tags_all';
  };
  aws_vpc_security_group_egress_rule: {
    takes: {
      readonly cidr_ipv4?: string;
      readonly cidr_ipv6?: string;
      readonly description?: string;
      readonly from_port?: number | Reference;
      readonly ip_protocol: string;
      readonly prefix_list_id?: string;
      readonly referenced_security_group_id?: string;
      readonly region?: string;
      readonly security_group_id: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly to_port?: number | Reference;
    };
    gives:
      | 'cidr_ipv4'
      | 'cidr_ipv6'
      | 'description'
      | 'from_port'
      | 'ip_protocol'
      | 'prefix_list_id'
      | 'referenced_security_group_id'
      | 'region'
      | 'security_group_id'
      | 'tags'
      | 'to_port'
      | 'arn'
      | 'id'
      | 'security_group_rule_id'
      | 'tags_all';
  };
  aws_kms_key: {
    takes: {
      readonly bypass_policy_lockout_safety_check?: boolean | Reference;
      readonly custom_key_store_id?: string;
      readonly customer_master_key_spec?: string;
      readonly deletion_window_in_days?: number | Reference;
      readonly description?: string;
      readonly enable_key_rotation?: boolean | Reference;
      readonly id?: string;
      readonly is_enabled?: boolean | Reference;
      readonly key_usage?: string;
      readonly multi_region?: boolean | Reference;
      readonly policy?: string;
      readonly region?: string;
      readonly rotation_period_in_days?: number | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly xks_key_id?: string;
    };
    gives:
      | 'bypass_policy_lockout_safety_check'
      | 'custom_key_store_id'
      | 'customer_master_key_spec'
      | 'deletion_window_in_days'
      | 'description'
      | 'enable_key_rotation'
      | 'id'
      | 'is_enabled'
      | 'key_usage'
      | 'multi_region'
      | 'policy'
      | 'region'
      | 'rotation_period_in_days'
      | 'tags'
      | 'tags_all'
      | 'xks_key_id'
      | 'arn'
      | 'key_id';
  };
  aws_kms_alias: {
    takes: {
      readonly id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly region?: string;
      readonly target_key_id: string;
    };
    gives: 'id' | 'name' | 'name_prefix' | 'region' | 'target_key_id' | 'arn' | 'target_key_arn';
  };
  aws_secretsmanager_secret: {
    takes: {
      readonly description?: string;
      readonly force_overwrite_replica_secret?: boolean | Reference;
      readonly id?: string;
      readonly kms_key_id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly policy?: string;
      readonly recovery_window_in_days?: number | Reference;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly type?: string;
    };
    gives:
      | 'description'
      | 'force_overwrite_replica_secret'
      | 'id'
      | 'kms_key_id'
      | 'name'
      | 'name_prefix'
      | 'policy'
      | 'recovery_window_in_days'
      | 'region'
      | 'tags'
      | 'tags_all'
      | 'type'
      | 'arn';
  };
  aws_secretsmanager_secret_version: {
    takes: {
      readonly id?: string;
      readonly region?: string;
      readonly secret_binary?: string;
      readonly secret_id: string;
      readonly secret_string?: string;
      readonly secret_string_wo?: string;
      readonly secret_string_wo_version?: number | Reference;
      readonly version_stages?: readonly string[] | Reference;
    };
    gives:
      | 'id'
      | 'region'
      | 'secret_binary'
      | 'secret_id'
      | 'secret_string'
      | 'secret_string_wo'
      | 'secret_string_wo_version'
      | 'version_stages'
      | 'arn'
      | 'has_secret_string_wo'
      | 'secret_arn'
      | 'version_id';
  };
  aws_iam_role: {
    takes: {
      readonly assume_role_policy: string;
      readonly description?: string;
      readonly force_detach_policies?: boolean | Reference;
      readonly id?: string;
      readonly managed_policy_arns?: readonly string[] | Reference;
      readonly max_session_duration?: number | Reference;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly path?: string;
      readonly permissions_boundary?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'assume_role_policy'
      | 'description'
      | 'force_detach_policies'
      | 'id'
      | 'managed_policy_arns'
      | 'max_session_duration'
      | 'name'
      | 'name_prefix'
      | 'path'
      | 'permissions_boundary'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'create_date'
      | 'unique_id';
  };
  aws_iam_role_policy_attachment: {
    takes: { readonly id?: string; readonly policy_arn: string; readonly role: string };
    gives: 'id' | 'policy_arn' | 'role';
  };
  aws_iam_role_policy: {
    takes: {
      readonly id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly policy: string;
      readonly role: string;
    };
    gives: 'id' | 'name' | 'name_prefix' | 'policy' | 'role';
  };
  aws_eks_cluster: {
    takes: {
      readonly bootstrap_self_managed_addons?: boolean | Reference;
      readonly deletion_protection?: boolean | Reference;
      readonly enabled_cluster_log_types?: readonly string[] | Reference;
      readonly force_update_version?: boolean | Reference;
      readonly id?: string;
      readonly name: string;
      readonly region?: string;
      readonly role_arn: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly version?: string;
      readonly access_config?: {
        readonly authentication_mode?: string;
        readonly bootstrap_cluster_creator_admin_permissions?: boolean | Reference;
      };
      readonly encryption_config?: {
        readonly resources: readonly string[] | Reference;
        readonly provider: { readonly key_arn: string };
      };
      readonly vpc_config: {
        readonly control_plane_egress_mode?: string;
        readonly endpoint_private_access?: boolean | Reference;
        readonly endpoint_public_access?: boolean | Reference;
        readonly public_access_cidrs?: readonly string[] | Reference;
        readonly security_group_ids?: readonly string[] | Reference;
        readonly subnet_ids: readonly string[] | Reference;
      };
    };
    gives:
      | 'bootstrap_self_managed_addons'
      | 'deletion_protection'
      | 'enabled_cluster_log_types'
      | 'force_update_version'
      | 'id'
      | 'name'
      | 'region'
      | 'role_arn'
      | 'tags'
      | 'tags_all'
      | 'version'
      | 'arn'
      | 'cluster_id'
      | 'created_at'
      | 'endpoint'
      | 'platform_version'
      | 'status'
      | 'certificate_authority'
      | 'identity'
      | 'access_config'
      | 'encryption_config'
      | 'vpc_config';
  };
  aws_eks_addon: {
    takes: {
      readonly addon_name: string;
      readonly addon_version?: string;
      readonly cluster_name: string;
      readonly configuration_values?: string;
      readonly id?: string;
      readonly preserve?: boolean | Reference;
      readonly region?: string;
      readonly resolve_conflicts_on_create?: string;
      readonly resolve_conflicts_on_update?: string;
      readonly service_account_role_arn?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly pod_identity_association?: readonly {
        readonly role_arn: string;
        readonly service_account: string;
      }[];
    };
    gives:
      | 'addon_name'
      | 'addon_version'
      | 'cluster_name'
      | 'configuration_values'
      | 'id'
      | 'preserve'
      | 'region'
      | 'resolve_conflicts_on_create'
      | 'resolve_conflicts_on_update'
      | 'service_account_role_arn'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'created_at'
      | 'modified_at'
      | 'pod_identity_association';
  };
  aws_eks_node_group: {
    takes: {
      readonly ami_type?: string;
      readonly capacity_type?: string;
      readonly cluster_name: string;
      readonly disk_size?: number | Reference;
      readonly force_update_version?: boolean | Reference;
      readonly id?: string;
      readonly instance_types?: readonly string[] | Reference;
      readonly labels?: Readonly<Record<string, string>> | Reference;
      readonly node_group_name?: string;
      readonly node_group_name_prefix?: string;
      readonly node_role_arn: string;
      readonly region?: string;
      readonly release_version?: string;
      readonly subnet_ids: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly version?: string;
      readonly launch_template?: {
        readonly id?: string;
        readonly name?: string;
        readonly version: string;
      };
      readonly scaling_config: {
        readonly desired_size: number | Reference;
        readonly max_size: number | Reference;
        readonly min_size: number | Reference;
      };
      readonly update_config?: {
        readonly max_unavailable?: number | Reference;
        readonly max_unavailable_percentage?: number | Reference;
        readonly update_strategy?: string;
      };
    };
    gives:
      | 'ami_type'
      | 'capacity_type'
      | 'cluster_name'
      | 'disk_size'
      | 'force_update_version'
      | 'id'
      | 'instance_types'
      | 'labels'
      | 'node_group_name'
      | 'node_group_name_prefix'
      | 'node_role_arn'
      | 'region'
      | 'release_version'
      | 'subnet_ids'
      | 'tags'
      | 'tags_all'
      | 'version'
      | 'arn'
      | 'status'
      | 'resources'
      | 'launch_template'
      | 'scaling_config'
      | 'update_config';
  };
  aws_launch_template: {
    takes: {
      readonly default_version?: number | Reference;
      readonly description?: string;
      readonly disable_api_stop?: boolean | Reference;
      readonly disable_api_termination?: boolean | Reference;
      readonly ebs_optimized?: string;
      readonly id?: string;
      readonly image_id?: string;
      readonly instance_initiated_shutdown_behavior?: string;
      readonly instance_type?: string;
      readonly kernel_id?: string;
      readonly key_name?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly ram_disk_id?: string;
      readonly region?: string;
      readonly security_group_names?: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly update_default_version?: boolean | Reference;
      readonly user_data?: string;
      readonly vpc_security_group_ids?: readonly string[] | Reference;
      readonly block_device_mappings?: readonly {
        readonly device_name?: string;
        readonly no_device?: string;
        readonly virtual_name?: string;
        readonly ebs?: {
          readonly delete_on_termination?: string;
          readonly encrypted?: string;
          readonly iops?: number | Reference;
          readonly kms_key_id?: string;
          readonly snapshot_id?: string;
          readonly throughput?: number | Reference;
          readonly volume_initialization_rate?: number | Reference;
          readonly volume_size?: number | Reference;
          readonly volume_type?: string;
        };
      }[];
      readonly metadata_options?: {
        readonly http_endpoint?: string;
        readonly http_protocol_ipv6?: string;
        readonly http_put_response_hop_limit?: number | Reference;
        readonly http_tokens?: string;
        readonly instance_metadata_tags?: string;
      };
      readonly tag_specifications?: readonly {
        readonly resource_type?: string;
        readonly tags?: Readonly<Record<string, string>> | Reference;
      }[];
    };
    gives:
      | 'default_version'
      | 'description'
      | 'disable_api_stop'
      | 'disable_api_termination'
      | 'ebs_optimized'
      | 'id'
      | 'image_id'
      | 'instance_initiated_shutdown_behavior'
      | 'instance_type'
      | 'kernel_id'
      | 'key_name'
      | 'name'
      | 'name_prefix'
      | 'ram_disk_id'
      | 'region'
      | 'security_group_names'
      | 'tags'
      | 'tags_all'
      | 'update_default_version'
      | 'user_data'
      | 'vpc_security_group_ids'
      | 'arn'
      | 'latest_version'
      | 'block_device_mappings'
      | 'metadata_options'
      | 'tag_specifications';
  };
  aws_autoscaling_attachment: {
    takes: {
      readonly autoscaling_group_name: string;
      readonly elb?: string;
      readonly id?: string;
      readonly lb_target_group_arn?: string;
      readonly region?: string;
    };
    gives: 'autoscaling_group_name' | 'elb' | 'id' | 'lb_target_group_arn' | 'region';
  };
  aws_db_subnet_group: {
    takes: {
      readonly description?: string;
      readonly id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly region?: string;
      readonly subnet_ids: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'description'
      | 'id'
      | 'name'
      | 'name_prefix'
      | 'region'
      | 'subnet_ids'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'supported_network_types'
      | 'vpc_id';
  };
  aws_db_parameter_group: {
    takes: {
      readonly description?: string;
      readonly family: string;
      readonly id?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly region?: string;
      readonly skip_destroy?: boolean | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly parameter?: readonly {
        readonly apply_method?: string;
        readonly name: string;
        readonly value: string;
      }[];
    };
    gives:
      | 'description'
      | 'family'
      | 'id'
      | 'name'
      | 'name_prefix'
      | 'region'
      | 'skip_destroy'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'parameter';
  };
  aws_db_instance: {
    takes: {
      readonly allocated_storage?: number | Reference;
      readonly allow_major_version_upgrade?: boolean | Reference;
      readonly apply_immediately?: boolean | Reference;
      readonly auto_minor_version_upgrade?: boolean | Reference;
      readonly availability_zone?: string;
      readonly backup_retention_period?: number | Reference;
      readonly backup_target?: string;
      readonly backup_window?: string;
      readonly ca_cert_identifier?: string;
      readonly character_set_name?: string;
      readonly copy_tags_to_snapshot?: boolean | Reference;
      readonly custom_iam_instance_profile?: string;
      readonly customer_owned_ip_enabled?: boolean | Reference;
      readonly database_insights_mode?: string;
      readonly db_name?: string;
      readonly db_subnet_group_name?: string;
      readonly dedicated_log_volume?: boolean | Reference;
      readonly delete_automated_backups?: boolean | Reference;
      readonly deletion_protection?: boolean | Reference;
      readonly domain?: string;
      readonly domain_auth_secret_arn?: string;
      readonly domain_dns_ips?: readonly string[] | Reference;
      readonly domain_fqdn?: string;
      readonly domain_iam_role_name?: string;
      readonly domain_ou?: string;
      readonly enabled_cloudwatch_logs_exports?: readonly string[] | Reference;
      readonly engine?: string;
      readonly engine_lifecycle_support?: string;
      readonly engine_version?: string;
      readonly final_snapshot_identifier?: string;
      readonly iam_database_authentication_enabled?: boolean | Reference;
      readonly id?: string;
      readonly identifier?: string;
      readonly identifier_prefix?: string;
      readonly instance_class: string;
      readonly iops?: number | Reference;
      readonly kms_key_id?: string;
      readonly license_model?: string;
      readonly maintenance_window?: string;
      readonly manage_master_user_password?: boolean | Reference;
      readonly master_user_secret_kms_key_id?: string;
      readonly max_allocated_storage?: number | Reference;
      readonly monitoring_interval?: number | Reference;
      readonly monitoring_role_arn?: string;
      readonly multi_az?: boolean | Reference;
      readonly nchar_character_set_name?: string;
      readonly network_type?: string;
      readonly option_group_name?: string;
      readonly parameter_group_name?: string;
      readonly password?: string;
      readonly password_wo?: string;
      readonly password_wo_version?: number | Reference;
      readonly performance_insights_enabled?: boolean | Reference;
      readonly performance_insights_kms_key_id?: string;
      readonly performance_insights_retention_period?: number | Reference;
      readonly port?: number | Reference;
      readonly publicly_accessible?: boolean | Reference;
      readonly region?: string;
      readonly replica_mode?: string;
      readonly replicate_source_db?: string;
      readonly skip_final_snapshot?: boolean | Reference;
      readonly snapshot_identifier?: string;
      readonly storage_encrypted?: boolean | Reference;
      readonly storage_throughput?: number | Reference;
      readonly storage_type?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly timezone?: string;
      readonly upgrade_storage_config?: boolean | Reference;
      readonly username?: string;
      readonly vpc_security_group_ids?: readonly string[] | Reference;
      readonly warning_event_categories?: readonly string[] | Reference;
    };
    gives:
      | 'allocated_storage'
      | 'allow_major_version_upgrade'
      | 'apply_immediately'
      | 'auto_minor_version_upgrade'
      | 'availability_zone'
      | 'backup_retention_period'
      | 'backup_target'
      | 'backup_window'
      | 'ca_cert_identifier'
      | 'character_set_name'
      | 'copy_tags_to_snapshot'
      | 'custom_iam_instance_profile'
      | 'customer_owned_ip_enabled'
      | 'database_insights_mode'
      | 'db_name'
      | 'db_subnet_group_name'
      | 'dedicated_log_volume'
      | 'delete_automated_backups'
      | 'deletion_protection'
      | 'domain'
      | 'domain_auth_secret_arn'
      | 'domain_dns_ips'
      | 'domain_fqdn'
      | 'domain_iam_role_name'
      | 'domain_ou'
      | 'enabled_cloudwatch_logs_exports'
      | 'engine'
      | 'engine_lifecycle_support'
      | 'engine_version'
      | 'final_snapshot_identifier'
      | 'iam_database_authentication_enabled'
      | 'id'
      | 'identifier'
      | 'identifier_prefix'
      | 'instance_class'
      | 'iops'
      | 'kms_key_id'
      | 'license_model'
      | 'maintenance_window'
      | 'manage_master_user_password'
      | 'master_user_secret_kms_key_id'
      | 'max_allocated_storage'
      | 'monitoring_interval'
      | 'monitoring_role_arn'
      | 'multi_az'
      | 'nchar_character_set_name'
      | 'network_type'
      | 'option_group_name'
      | 'parameter_group_name'
      | 'password'
      | 'password_wo'
      | 'password_wo_version'
      | 'performance_insights_enabled'
      | 'performance_insights_kms_key_id'
      | 'performance_insights_retention_period'
      | 'port'
      | 'publicly_accessible'
      | 'region'
      | 'replica_mode'
      | 'replicate_source_db'
      | 'skip_final_snapshot'
      | 'snapshot_identifier'
      | 'storage_encrypted'
      | 'storage_throughput'
      | 'storage_type'
      | 'tags'
      | 'tags_all'
      | 'timezone'
      | 'upgrade_storage_config'
      | 'username'
      | 'vpc_security_group_ids'
      | 'warning_event_categories'
      | 'address'
      | 'arn'
      | 'endpoint'
      | 'engine_version_actual'
      | 'hosted_zone_id'
      | 'latest_restorable_time'
      | 'replicas'
      | 'resource_id'
      | 'status'
      | 'upgrade_rollout_order'
      | 'listener_endpoint'
      | 'master_user_secret';
  };
  aws_elasticache_subnet_group: {
    takes: {
      readonly description?: string;
      readonly id?: string;
      readonly name: string;
      readonly region?: string;
      readonly subnet_ids: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'description'
      | 'id'
      | 'name'
      | 'region'
      | 'subnet_ids'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'vpc_id';
  };
  aws_elasticache_replication_group: {
    takes: {
      readonly apply_immediately?: boolean | Reference;
      readonly at_rest_encryption_enabled?: string;
      readonly auth_token?: string;
      readonly auth_token_update_strategy?: string;
      readonly auth_token_wo?: string;
      readonly auth_token_wo_version?: number | Reference;
      readonly auto_minor_version_upgrade?: string;
      readonly automatic_failover_enabled?: boolean | Reference;
      readonly cluster_mode?: string;
      readonly data_tiering_enabled?: boolean | Reference;
      readonly description: string;
      readonly durability?: string;
      readonly engine?: string;
      readonly engine_version?: string;
      readonly final_snapshot_identifier?: string;
      readonly global_replication_group_id?: string;
      readonly id?: string;
      readonly ip_discovery?: string;
      readonly kms_key_id?: string;
      readonly maintenance_window?: string;
      readonly multi_az_enabled?: boolean | Reference;
      readonly network_type?: string;
      readonly node_type?: string;
      readonly notification_topic_arn?: string;
      readonly num_cache_clusters?: number | Reference;
      readonly num_node_groups?: number | Reference;
      readonly parameter_group_name?: string;
      readonly port?: number | Reference;
      readonly preferred_cache_cluster_azs?: readonly string[] | Reference;
      readonly region?: string;
      readonly replicas_per_node_group?: number | Reference;
      readonly replication_group_id: string;
      readonly security_group_ids?: readonly string[] | Reference;
      readonly security_group_names?: readonly string[] | Reference;
      readonly snapshot_arns?: readonly string[] | Reference;
      readonly snapshot_name?: string;
      readonly snapshot_retention_limit?: number | Reference;
      readonly snapshot_window?: string;
      readonly subnet_group_name?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly transit_encryption_enabled?: boolean | Reference;
      readonly transit_encryption_mode?: string;
      readonly user_group_ids?: readonly string[] | Reference;
    };
    gives:
      | 'apply_immediately'
      | 'at_rest_encryption_enabled'
      | 'auth_token'
      | 'auth_token_update_strategy'
      | 'auth_token_wo'
      | 'auth_token_wo_version'
      | 'auto_minor_version_upgrade'
      | 'automatic_failover_enabled'
      | 'cluster_mode'
      | 'data_tiering_enabled'
      | 'description'
      | 'durability'
      | 'engine'
      | 'engine_version'
      | 'final_snapshot_identifier'
      | 'global_replication_group_id'
      | 'id'
      | 'ip_discovery'
      | 'kms_key_id'
      | 'maintenance_window'
      | 'multi_az_enabled'
      | 'network_type'
      | 'node_type'
      | 'notification_topic_arn'
      | 'num_cache_clusters'
      | 'num_node_groups'
      | 'parameter_group_name'
      | 'port'
      | 'preferred_cache_cluster_azs'
      | 'region'
      | 'replicas_per_node_group'
      | 'replication_group_id'
      | 'security_group_ids'
      | 'security_group_names'
      | 'snapshot_arns'
      | 'snapshot_name'
      | 'snapshot_retention_limit'
      | 'snapshot_window'
      | 'subnet_group_name'
      | 'tags'
      | 'tags_all'
      | 'transit_encryption_enabled'
      | 'transit_encryption_mode'
      | 'user_group_ids'
      | 'arn'
      | 'cluster_enabled'
      | 'configuration_endpoint_address'
      | 'engine_version_actual'
      | 'member_clusters'
      | 'primary_endpoint_address'
      | 'reader_endpoint_address';
  };
  aws_s3_bucket: {
    takes: {
      readonly acceleration_status?: string;
      readonly acl?: string;
      readonly bucket?: string;
      readonly bucket_namespace?: string;
      readonly bucket_prefix?: string;
      readonly force_destroy?: boolean | Reference;
      readonly id?: string;
      readonly object_lock_enabled?: boolean | Reference;
      readonly policy?: string;
      readonly region?: string;
      readonly request_payer?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'acceleration_status'
      | 'acl'
      | 'bucket'
      | 'bucket_namespace'
      | 'bucket_prefix'
      | 'force_destroy'
      | 'id'
      | 'object_lock_enabled'
      | 'policy'
      | 'region'
      | 'request_payer'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'bucket_domain_name'
      | 'bucket_region'
      | 'bucket_regional_domain_name'
      | 'hosted_zone_id'
      | 'website_domain'
      | 'website_endpoint';
  };
  aws_s3_bucket_public_access_block: {
    takes: {
      readonly block_public_acls?: boolean | Reference;
      readonly block_public_policy?: boolean | Reference;
      readonly bucket: string;
      readonly id?: string;
      readonly ignore_public_acls?: boolean | Reference;
      readonly region?: string;
      readonly restrict_public_buckets?: boolean | Reference;
      readonly skip_destroy?: boolean | Reference;
    };
    gives:
      | 'block_public_acls'
      | 'block_public_policy'
      | 'bucket'
      | 'id'
      | 'ignore_public_acls'
      | 'region'
      | 'restrict_public_buckets'
      | 'skip_destroy';
  };
  aws_s3_bucket_ownership_controls: {
    takes: {
      readonly bucket: string;
      readonly id?: string;
      readonly region?: string;
      readonly rule: { readonly object_ownership: string };
    };
    gives: 'bucket' | 'id' | 'region' | 'rule';
  };
  aws_s3_bucket_versioning: {
    takes: {
      readonly bucket: string;
      readonly expected_bucket_owner?: string;
      readonly id?: string;
      readonly mfa?: string;
      readonly region?: string;
      readonly versioning_configuration: { readonly mfa_delete?: string; readonly status: string };
    };
    gives:
      'bucket' | 'expected_bucket_owner' | 'id' | 'mfa' | 'region' | 'versioning_configuration';
  };
  aws_s3_bucket_server_side_encryption_configuration: {
    takes: {
      readonly bucket: string;
      readonly expected_bucket_owner?: string;
      readonly id?: string;
      readonly region?: string;
      readonly rule: readonly {
        readonly blocked_encryption_types?: readonly string[] | Reference;
        readonly bucket_key_enabled?: boolean | Reference;
        readonly apply_server_side_encryption_by_default?: {
          readonly kms_master_key_id?: string;
          readonly sse_algorithm: string;
        };
      }[];
    };
    gives: 'bucket' | 'expected_bucket_owner' | 'id' | 'region' | 'rule';
  };
  aws_s3_bucket_lifecycle_configuration: {
    takes: {
      readonly bucket: string;
      readonly expected_bucket_owner?: string;
      readonly region?: string;
      readonly transition_default_minimum_object_size?: string;
      readonly rule?: readonly {
        readonly id: string;
        readonly prefix?: string;
        readonly status: string;
        readonly abort_incomplete_multipart_upload?: readonly {
          readonly days_after_initiation?: number | Reference;
        }[];
        readonly expiration?: readonly {
          readonly date?: string;
          readonly days?: number | Reference;
          readonly expired_object_delete_marker?: boolean | Reference;
        }[];
        readonly filter?: readonly {
          readonly object_size_greater_than?: number | Reference;
          readonly object_size_less_than?: number | Reference;
          readonly prefix?: string;
          readonly and?: readonly {
            readonly object_size_greater_than?: number | Reference;
            readonly object_size_less_than?: number | Reference;
            readonly prefix?: string;
            readonly tags?: Readonly<Record<string, string>> | Reference;
          }[];
          readonly tag?: readonly { readonly key: string; readonly value: string }[];
        }[];
        readonly noncurrent_version_expiration?: readonly {
          readonly newer_noncurrent_versions?: number | Reference;
          readonly noncurrent_days: number | Reference;
        }[];
        readonly noncurrent_version_transition?: readonly {
          readonly newer_noncurrent_versions?: number | Reference;
          readonly noncurrent_days: number | Reference;
          readonly storage_class: string;
        }[];
        readonly transition?: readonly {
          readonly date?: string;
          readonly days?: number | Reference;
          readonly storage_class: string;
        }[];
      }[];
    };
    gives:
      | 'bucket'
      | 'expected_bucket_owner'
      | 'region'
      | 'transition_default_minimum_object_size'
      | 'id'
      | 'rule';
  };
  aws_s3_bucket_policy: {
    takes: {
      readonly bucket: string;
      readonly id?: string;
      readonly policy: string;
      readonly region?: string;
    };
    gives: 'bucket' | 'id' | 'policy' | 'region';
  };
  aws_eks_pod_identity_association: {
    takes: {
      readonly cluster_name: string;
      readonly disable_session_tags?: boolean | Reference;
      readonly namespace: string;
      readonly policy?: string;
      readonly region?: string;
      readonly role_arn: string;
      readonly service_account: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly target_role_arn?: string;
    };
    gives:
      | 'cluster_name'
      | 'disable_session_tags'
      | 'namespace'
      | 'policy'
      | 'region'
      | 'role_arn'
      | 'service_account'
      | 'tags'
      | 'target_role_arn'
      | 'association_arn'
      | 'association_id'
      | 'external_id'
      | 'id'
      | 'tags_all';
  };
  aws_acm_certificate: {
    takes: {
      readonly certificate_authority_arn?: string;
      readonly certificate_body?: string;
      readonly certificate_chain?: string;
      readonly domain_name?: string;
      readonly early_renewal_duration?: string;
      readonly id?: string;
      readonly key_algorithm?: string;
      readonly private_key?: string;
      readonly private_key_wo?: string;
      readonly private_key_wo_version?: number | Reference;
      readonly region?: string;
      readonly subject_alternative_names?: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly validation_method?: string;
    };
    gives:
      | 'certificate_authority_arn'
      | 'certificate_body'
      | 'certificate_chain'
      | 'domain_name'
      | 'early_renewal_duration'
      | 'id'
      | 'key_algorithm'
      | 'private_key'
      | 'private_key_wo'
      | 'private_key_wo_version'
      | 'region'
      | 'subject_alternative_names'
      | 'tags'
      | 'tags_all'
      | 'validation_method'
      | 'arn'
      | 'not_after'
      | 'not_before'
      | 'pending_renewal'
      | 'renewal_eligibility'
      | 'status'
      | 'type'
      | 'validation_emails'
      | 'domain_validation_options'
      | 'renewal_summary';
  };
  aws_acm_certificate_validation: {
    takes: {
      readonly certificate_arn: string;
      readonly id?: string;
      readonly region?: string;
      readonly validation_record_fqdns?: readonly string[] | Reference;
    };
    gives: 'certificate_arn' | 'id' | 'region' | 'validation_record_fqdns';
  };
  aws_route53_record: {
    takes: {
      readonly allow_overwrite?: boolean | Reference;
      readonly health_check_id?: string;
      readonly id?: string;
      readonly multivalue_answer_routing_policy?: boolean | Reference;
      readonly name: string;
      readonly records?: readonly string[] | Reference;
      readonly set_identifier?: string;
      readonly ttl?: number | Reference;
      readonly type: string;
      readonly zone_id: string;
      readonly alias?: {
        readonly evaluate_target_health: boolean | Reference;
        readonly name: string;
        readonly zone_id: string;
      };
    };
    gives:
      | 'allow_overwrite'
      | 'health_check_id'
      | 'id'
      | 'multivalue_answer_routing_policy'
      | 'name'
      | 'records'
      | 'set_identifier'
      | 'ttl'
      | 'type'
      | 'zone_id'
      | 'fqdn'
      | 'alias';
  };
  aws_lb: {
    takes: {
      readonly client_keep_alive?: number | Reference;
      readonly customer_owned_ipv4_pool?: string;
      readonly desync_mitigation_mode?: string;
      readonly dns_record_client_routing_policy?: string;
      readonly drop_invalid_header_fields?: boolean | Reference;
      readonly enable_cross_zone_load_balancing?: boolean | Reference;
      readonly enable_deletion_protection?: boolean | Reference;
      readonly enable_http2?: boolean | Reference;
      readonly enable_prefix_for_ipv6_source_nat?: string;
      readonly enable_tls_version_and_cipher_suite_headers?: boolean | Reference;
      readonly enable_waf_fail_open?: boolean | Reference;
      readonly enable_xff_client_port?: boolean | Reference;
      readonly enable_zonal_shift?: boolean | Reference;
      readonly enforce_security_group_inbound_rules_on_private_link_traffic?: string;
      readonly id?: string;
      readonly idle_timeout?: number | Reference;
      readonly internal?: boolean | Reference;
      readonly ip_address_type?: string;
      readonly load_balancer_type?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly preserve_host_header?: boolean | Reference;
      readonly region?: string;
      readonly secondary_ips_auto_assigned_per_subnet?: number | Reference;
      readonly security_groups?: readonly string[] | Reference;
      readonly subnets?: readonly string[] | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly xff_header_processing_mode?: string;
    };
    gives:
      | 'client_keep_alive'
      | 'customer_owned_ipv4_pool'
      | 'desync_mitigation_mode'
      | 'dns_record_client_routing_policy'
      | 'drop_invalid_header_fields'
      | 'enable_cross_zone_load_balancing'
      | 'enable_deletion_protection'
      | 'enable_http2'
      | 'enable_prefix_for_ipv6_source_nat'
      | 'enable_tls_version_and_cipher_suite_headers'
      | 'enable_waf_fail_open'
      | 'enable_xff_client_port'
      | 'enable_zonal_shift'
      | 'enforce_security_group_inbound_rules_on_private_link_traffic'
      | 'id'
      | 'idle_timeout'
      | 'internal'
      | 'ip_address_type'
      | 'load_balancer_type'
      | 'name'
      | 'name_prefix'
      | 'preserve_host_header'
      | 'region'
      | 'secondary_ips_auto_assigned_per_subnet'
      | 'security_groups'
      | 'subnets'
      | 'tags'
      | 'tags_all'
      | 'xff_header_processing_mode'
      | 'arn'
      | 'arn_suffix'
      | 'dns_name'
      | 'vpc_id'
      | 'zone_id';
  };
  aws_lb_target_group: {
    takes: {
      readonly connection_termination?: boolean | Reference;
      readonly deregistration_delay?: string;
      readonly id?: string;
      readonly ip_address_type?: string;
      readonly lambda_multi_value_headers_enabled?: boolean | Reference;
      readonly load_balancing_algorithm_type?: string;
      readonly load_balancing_anomaly_mitigation?: string;
      readonly load_balancing_cross_zone_enabled?: string;
      readonly name?: string;
      readonly name_prefix?: string;
      readonly port?: number | Reference;
      readonly preserve_client_ip?: string;
      readonly protocol?: string;
      readonly protocol_version?: string;
      readonly proxy_protocol_v2?: boolean | Reference;
      readonly region?: string;
      readonly slow_start?: number | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly target_control_port?: number | Reference;
      readonly target_type?: string;
      readonly vpc_id?: string;
      readonly health_check?: {
        readonly enabled?: boolean | Reference;
        readonly healthy_threshold?: number | Reference;
        readonly interval?: number | Reference;
        readonly matcher?: string;
        readonly path?: string;
        readonly port?: string;
        readonly protocol?: string;
        readonly timeout?: number | Reference;
        readonly unhealthy_threshold?: number | Reference;
      };
    };
    gives:
      | 'connection_termination'
      | 'deregistration_delay'
      | 'id'
      | 'ip_address_type'
      | 'lambda_multi_value_headers_enabled'
      | 'load_balancing_algorithm_type'
      | 'load_balancing_anomaly_mitigation'
      | 'load_balancing_cross_zone_enabled'
      | 'name'
      | 'name_prefix'
      | 'port'
      | 'preserve_client_ip'
      | 'protocol'
      | 'protocol_version'
      | 'proxy_protocol_v2'
      | 'region'
      | 'slow_start'
      | 'tags'
      | 'tags_all'
      | 'target_control_port'
      | 'target_type'
      | 'vpc_id'
      | 'arn'
      | 'arn_suffix'
      | 'load_balancer_arns'
      | 'health_check';
  };
  aws_lb_listener: {
    takes: {
      readonly alpn_policy?: string;
      readonly certificate_arn?: string;
      readonly id?: string;
      readonly load_balancer_arn: string;
      readonly port?: number | Reference;
      readonly protocol?: string;
      readonly region?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_header_name?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_issuer_header_name?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_leaf_header_name?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_subject_header_name?: string;
      readonly routing_http_request_x_amzn_mtls_clientcert_validity_header_name?: string;
      readonly routing_http_request_x_amzn_tls_cipher_suite_header_name?: string;
      readonly routing_http_request_x_amzn_tls_version_header_name?: string;
      readonly routing_http_response_access_control_allow_credentials_header_value?: string;
      readonly routing_http_response_access_control_allow_headers_header_value?: string;
      readonly routing_http_response_access_control_allow_methods_header_value?: string;
      readonly routing_http_response_access_control_allow_origin_header_value?: string;
      readonly routing_http_response_access_control_expose_headers_header_value?: string;
      readonly routing_http_response_access_control_max_age_header_value?: string;
      readonly routing_http_response_content_security_policy_header_value?: string;
      readonly routing_http_response_server_enabled?: boolean | Reference;
      readonly routing_http_response_strict_transport_security_header_value?: string;
      readonly routing_http_response_x_content_type_options_header_value?: string;
      readonly routing_http_response_x_frame_options_header_value?: string;
      readonly ssl_policy?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly tcp_idle_timeout_seconds?: number | Reference;
      readonly default_action: readonly {
        readonly order?: number | Reference;
        readonly target_group_arn?: string;
        readonly type: string;
        readonly authenticate_cognito?: {
          readonly authentication_request_extra_params?:
            Readonly<Record<string, string>> | Reference;
          readonly on_unauthenticated_request?: string;
          readonly scope?: string;
          readonly session_cookie_name?: string;
          readonly session_timeout?: number | Reference;
          readonly user_pool_arn: string;
          readonly user_pool_client_id: string;
          readonly user_pool_domain: string;
        };
        readonly authenticate_oidc?: {
          readonly authentication_request_extra_params?:
            Readonly<Record<string, string>> | Reference;
          readonly authorization_endpoint: string;
          readonly client_id: string;
          readonly client_secret: string;
          readonly issuer: string;
          readonly on_unauthenticated_request?: string;
          readonly scope?: string;
          readonly session_cookie_name?: string;
          readonly session_timeout?: number | Reference;
          readonly token_endpoint: string;
          readonly user_info_endpoint: string;
        };
        readonly fixed_response?: {
          readonly content_type: string;
          readonly message_body?: string;
          readonly status_code?: string;
        };
        readonly forward?: {
          readonly stickiness?: {
            readonly duration: number | Reference;
            readonly enabled?: boolean | Reference;
          };
          readonly target_group: readonly {
            readonly arn: string;
            readonly weight?: number | Reference;
          }[];
        };
        readonly jwt_validation?: {
          readonly issuer: string;
          readonly jwks_endpoint: string;
          readonly additional_claim?: readonly {
            readonly format: string;
            readonly name: string;
            readonly values: readonly string[] | Reference;
          }[];
        };
        readonly redirect?: {
          readonly host?: string;
          readonly path?: string;
          readonly port?: string;
          readonly protocol?: string;
          readonly query?: string;
          readonly status_code: string;
        };
      }[];
    };
    gives:
      | 'alpn_policy'
      | 'certificate_arn'
      | 'id'
      | 'load_balancer_arn'
      | 'port'
      | 'protocol'
      | 'region'
      | 'routing_http_request_x_amzn_mtls_clientcert_header_name'
      | 'routing_http_request_x_amzn_mtls_clientcert_issuer_header_name'
      | 'routing_http_request_x_amzn_mtls_clientcert_leaf_header_name'
      | 'routing_http_request_x_amzn_mtls_clientcert_serial_number_header_name'
      | 'routing_http_request_x_amzn_mtls_clientcert_subject_header_name'
      | 'routing_http_request_x_amzn_mtls_clientcert_validity_header_name'
      | 'routing_http_request_x_amzn_tls_cipher_suite_header_name'
      | 'routing_http_request_x_amzn_tls_version_header_name'
      | 'routing_http_response_access_control_allow_credentials_header_value'
      | 'routing_http_response_access_control_allow_headers_header_value'
      | 'routing_http_response_access_control_allow_methods_header_value'
      | 'routing_http_response_access_control_allow_origin_header_value'
      | 'routing_http_response_access_control_expose_headers_header_value'
      | 'routing_http_response_access_control_max_age_header_value'
      | 'routing_http_response_content_security_policy_header_value'
      | 'routing_http_response_server_enabled'
      | 'routing_http_response_strict_transport_security_header_value'
      | 'routing_http_response_x_content_type_options_header_value'
      | 'routing_http_response_x_frame_options_header_value'
      | 'ssl_policy'
      | 'tags'
      | 'tags_all'
      | 'tcp_idle_timeout_seconds'
      | 'arn'
      | 'default_action';
  };
  aws_backup_vault: {
    takes: {
      readonly force_destroy?: boolean | Reference;
      readonly id?: string;
      readonly kms_key_arn?: string;
      readonly name: string;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
    };
    gives:
      | 'force_destroy'
      | 'id'
      | 'kms_key_arn'
      | 'name'
      | 'region'
      | 'tags'
      | 'tags_all'
      | 'arn'
      | 'recovery_points';
  };
  aws_backup_plan: {
    takes: {
      readonly id?: string;
      readonly name: string;
      readonly region?: string;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly tags_all?: Readonly<Record<string, string>> | Reference;
      readonly rule: readonly {
        readonly completion_window?: number | Reference;
        readonly enable_continuous_backup?: boolean | Reference;
        readonly recovery_point_tags?: Readonly<Record<string, string>> | Reference;
        readonly rule_name: string;
        readonly schedule?: string;
        readonly schedule_expression_timezone?: string;
        readonly start_window?: number | Reference;
        readonly target_logically_air_gapped_backup_vault_arn?: string;
        readonly target_vault_name: string;
        readonly copy_action?: readonly {
          readonly destination_vault_arn: string;
          readonly lifecycle?: {
            readonly cold_storage_after?: number | Reference;
            readonly delete_after?: number | Reference;
            readonly opt_in_to_archive_for_supported_resources?: boolean | Reference;
          };
        }[];
        readonly lifecycle?: {
          readonly cold_storage_after?: number | Reference;
          readonly delete_after?: number | Reference;
          readonly opt_in_to_archive_for_supported_resources?: boolean | Reference;
        };
        readonly scan_action?: readonly {
          readonly malware_scanner: string;
          readonly scan_mode: string;
        }[];
      }[];
    };
    gives: 'id' | 'name' | 'region' | 'tags' | 'tags_all' | 'arn' | 'version' | 'rule';
  };
  aws_backup_selection: {
    takes: {
      readonly iam_role_arn: string;
      readonly id?: string;
      readonly name: string;
      readonly not_resources?: readonly string[] | Reference;
      readonly plan_id: string;
      readonly region?: string;
      readonly resources?: readonly string[] | Reference;
    };
    gives: 'iam_role_arn' | 'id' | 'name' | 'not_resources' | 'plan_id' | 'region' | 'resources';
  };
}

/** A resource of hashicorp/aws, by its type. */
export class AwsResource<T extends keyof AwsResourceTypes> extends Resource<AwsResourceTypes, T> {}

interface AwsDataTypes {
  aws_availability_zones: {
    takes: {
      readonly all_availability_zones?: boolean | Reference;
      readonly exclude_names?: readonly string[] | Reference;
      readonly exclude_zone_ids?: readonly string[] | Reference;
      readonly id?: string;
      readonly region?: string;
      readonly state?: string;
    };
    gives:
      | 'all_availability_zones'
      | 'exclude_names'
      | 'exclude_zone_ids'
      | 'id'
      | 'region'
      | 'state'
      | 'group_names'
      | 'names'
      | 'zone_ids';
  };
  aws_route53_zone: {
    takes: {
      readonly enable_accelerated_recovery?: boolean | Reference;
      readonly id?: string;
      readonly name?: string;
      readonly private_zone?: boolean | Reference;
      readonly tags?: Readonly<Record<string, string>> | Reference;
      readonly vpc_id?: string;
      readonly zone_id?: string;
    };
    gives:
      | 'enable_accelerated_recovery'
      | 'id'
      | 'name'
      | 'private_zone'
      | 'tags'
      | 'vpc_id'
      | 'zone_id'
      | 'arn'
      | 'caller_reference'
      | 'comment'
      | 'linked_service_description'
      | 'linked_service_principal'
      | 'name_servers'
      | 'primary_name_server'
      | 'resource_record_set_count';
  };
}

/** What is read from hashicorp/aws, by its type. */
export class AwsData<T extends keyof AwsDataTypes> extends Data<AwsDataTypes, T> {}

/** The provider hashicorp/aws: the version that the types were made from, or a later minor one. */
export class AwsProvider extends ConfiguredProvider<{
  readonly access_key?: string;
  readonly allowed_account_ids?: readonly string[] | Reference;
  readonly custom_ca_bundle?: string;
  readonly ec2_metadata_service_endpoint?: string;
  readonly ec2_metadata_service_endpoint_mode?: string;
  readonly forbidden_account_ids?: readonly string[] | Reference;
  readonly http_proxy?: string;
  readonly https_proxy?: string;
  readonly insecure?: boolean | Reference;
  readonly max_retries?: number | Reference;
  readonly no_proxy?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly retry_mode?: string;
  readonly s3_us_east_1_regional_endpoint?: string;
  readonly s3_use_path_style?: boolean | Reference;
  readonly secret_key?: string;
  readonly shared_config_files?: readonly string[] | Reference;
  readonly shared_credentials_files?: readonly string[] | Reference;
  readonly skip_credentials_validation?: boolean | Reference;
  readonly skip_metadata_api_check?: string;
  readonly skip_region_validation?: boolean | Reference;
  readonly skip_requesting_account_id?: boolean | Reference;
  readonly sts_region?: string;
  readonly tag_policy_compliance?: string;
  readonly token?: string;
  readonly token_bucket_rate_limiter_capacity?: number | Reference;
  readonly use_dualstack_endpoint?: boolean | Reference;
  readonly use_fips_endpoint?: boolean | Reference;
  readonly user_agent?: readonly string[] | Reference;
  readonly alias?: string;
  readonly default_tags?: readonly {
    readonly tags?: Readonly<Record<string, string>> | Reference;
  }[];
}> {
  static readonly binding = { source: 'hashicorp/aws', version: '6.66.0' } as const;
}
