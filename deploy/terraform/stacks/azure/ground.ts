import type { ITerraformDependable, TerraformStack } from 'cdktn';
import { AzurermResource } from '../../providers/azurerm.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { AzureSettings } from '../../settings.ts';
import type { MachineNames, Size } from '../../sizes.ts';

/** What all parts of the stack stand on. */
export interface Ground {
  readonly stack: TerraformStack;
  readonly settings: AzureSettings;
  readonly size: Size;
  readonly machine: MachineNames[keyof MachineNames];
  /** A name that nobody else in the world has, for what Azure wants one for. */
  readonly unique: string;
  /** Where nearly everything is. */
  readonly place: { readonly resource_group_name: Reference; readonly location: string };
  readonly tenant: Reference;
  /** Whoever runs Terraform. */
  readonly caller: Reference;
}

/** What a part is to others, without any key: an identity with a role on one thing. */
export function grant(
  { stack }: Pick<Ground, 'stack'>,
  id: string,
  role: { readonly who: Reference; readonly may: string; readonly on: Reference },
): ITerraformDependable {
  return new AzurermResource(stack, 'azurerm_role_assignment', id, {
    principal_id: role.who,
    role_definition_name: role.may,
    scope: role.on,
  });
}
