import type { ITerraformDependable, TerraformStack } from 'cdktn';
import { GoogleData, GoogleResource } from '../../providers/google.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { GoogleSettings } from '../../settings.ts';
import type { MachineNames, Size } from '../../sizes.ts';

/** What all parts of the stack stand on. */
export interface Ground {
  readonly stack: TerraformStack;
  readonly settings: GoogleSettings;
  readonly size: Size;
  readonly machine: MachineNames[keyof MachineNames];
  /** Number of the project, by which Google names its own accounts in it. */
  readonly projectNumber: Reference;
  /** The APIs that are switched on. */
  readonly apis: readonly ITerraformDependable[];
}

const apis = [
  'cloudkms',
  'cloudscheduler',
  'compute',
  'container',
  'file',
  'redis',
  'secretmanager',
  'servicenetworking',
  'sqladmin',
  'workflows',
] as const;

export function switchOnApis(stack: TerraformStack): Pick<Ground, 'apis' | 'projectNumber'> {
  const project = new GoogleData(stack, 'google_project', 'project', {});
  return {
    projectNumber: project.get('number'),
    apis: apis.map(
      (api) =>
        new GoogleResource(stack, 'google_project_service', `${api}-api`, {
          service: `${api}.googleapis.com`,
          disable_on_destroy: false,
        }),
    ),
  };
}

/** An account for a program, with roles and without any key. */
export function makeAccount(
  { stack, settings }: Ground,
  id: string,
  roles: readonly string[],
): Reference {
  const account = new GoogleResource(stack, 'google_service_account', `${id}-account`, {
    account_id: `${settings.name}-${id}`,
    display_name: `${settings.name}: ${id}`,
  });
  for (const role of roles) {
    new GoogleResource(stack, 'google_project_iam_member', `${id}-${role.replace(/.*\./, '')}`, {
      project: settings.project,
      role,
      member: account.get('member'),
    });
  }
  return account.get('email');
}
