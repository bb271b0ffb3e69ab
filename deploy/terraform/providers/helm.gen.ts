/* Written by `npm run generate` from schemas/helm.json. */
import { ConfiguredProvider, Resource, type Reference } from './resource.ts';

interface HelmResourceTypes {
  helm_release: {
    takes: {
      readonly atomic?: boolean | Reference;
      readonly chart: string;
      readonly cleanup_on_fail?: boolean | Reference;
      readonly create_namespace?: boolean | Reference;
      readonly dependency_update?: boolean | Reference;
      readonly description?: string;
      readonly devel?: boolean | Reference;
      readonly disable_crd_hooks?: boolean | Reference;
      readonly disable_openapi_validation?: boolean | Reference;
      readonly disable_webhooks?: boolean | Reference;
      readonly force_update?: boolean | Reference;
      readonly keyring?: string;
      readonly lint?: boolean | Reference;
      readonly max_history?: number | Reference;
      readonly name: string;
      readonly namespace?: string;
      readonly pass_credentials?: boolean | Reference;
      readonly recreate_pods?: boolean | Reference;
      readonly render_subchart_notes?: boolean | Reference;
      readonly replace?: boolean | Reference;
      readonly repository?: string;
      readonly repository_ca_file?: string;
      readonly repository_cert_file?: string;
      readonly repository_key_file?: string;
      readonly repository_password?: string;
      readonly repository_username?: string;
      readonly reset_values?: boolean | Reference;
      readonly reuse_values?: boolean | Reference;
      readonly set_wo_revision?: number | Reference;
      readonly skip_crds?: boolean | Reference;
      readonly take_ownership?: boolean | Reference;
      readonly timeout?: number | Reference;
      readonly upgrade_install?: boolean | Reference;
      readonly values?: readonly string[] | Reference;
      readonly verify?: boolean | Reference;
      readonly version?: string;
      readonly wait?: boolean | Reference;
      readonly wait_for_jobs?: boolean | Reference;
    };
    gives:
      | 'atomic'
      | 'chart'
      | 'cleanup_on_fail'
      | 'create_namespace'
      | 'dependency_update'
      | 'description'
      | 'devel'
      | 'disable_crd_hooks'
      | 'disable_openapi_validation'
      | 'disable_webhooks'
      | 'force_update'
      | 'keyring'
      | 'lint'
      | 'max_history'
      | 'name'
      | 'namespace'
      | 'pass_credentials'
      | 'recreate_pods'
      | 'render_subchart_notes'
      | 'replace'
      | 'repository'
      | 'repository_ca_file'
      | 'repository_cert_file'
      | 'repository_key_file'
      | 'repository_password'
      | 'repository_username'
      | 'reset_values'
      | 'reuse_values'
      | 'set_wo_revision'
      | 'skip_crds'
      | 'take_ownership'
      | 'timeout'
      | 'upgrade_install'
      | 'values'
      | 'verify'
      | 'version'
      | 'wait'
      | 'wait_for_jobs'
      | 'id'
      | 'manifest'
      | 'status'
      | 'resources'
      | 'metadata';
  };
}

/** A resource of hashicorp/helm, by its type. */
export class HelmResource<T extends keyof HelmResourceTypes> extends Resource<
  HelmResourceTypes,
  T
> {}

/** The provider hashicorp/helm: the version that the types were made from, or a later minor one. */
export class HelmProvider extends ConfiguredProvider<{
  readonly burst_limit?: number | Reference;
  readonly debug?: boolean | Reference;
  readonly helm_driver?: string;
  readonly plugins_path?: string;
  readonly qps?: number | Reference;
  readonly registry_config_path?: string;
  readonly repository_cache?: string;
  readonly repository_config_path?: string;
  readonly alias?: string;
  readonly kubernetes?: {
    readonly client_certificate?: string;
    readonly client_key?: string;
    readonly cluster_ca_certificate?: string;
    readonly config_context?: string;
    readonly config_context_auth_info?: string;
    readonly config_context_cluster?: string;
    readonly config_path?: string;
    readonly config_paths?: readonly string[] | Reference;
    readonly host?: string;
    readonly insecure?: boolean | Reference;
    readonly password?: string;
    readonly proxy_url?: string;
    readonly tls_server_name?: string;
    readonly token?: string;
    readonly username?: string;
    readonly exec?: {
      readonly api_version: string;
      readonly args?: readonly string[] | Reference;
      readonly command: string;
      readonly env?: Readonly<Record<string, string>> | Reference;
    };
  };
}> {
  static readonly binding = { source: 'hashicorp/helm', version: '3.1.1' } as const;
}
