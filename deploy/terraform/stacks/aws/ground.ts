import type { TerraformStack } from 'cdktn';
import { AwsResource } from '../../providers/aws.gen.ts';
import type { Reference } from '../../providers/resource.ts';
import type { AwsSettings } from '../../settings.ts';
import type { MachineNames, Size } from '../../sizes.ts';

/** What all parts of the stack stand on. */
export interface Ground {
  readonly stack: TerraformStack;
  readonly settings: AwsSettings;
  readonly size: Size;
  readonly machine: MachineNames[keyof MachineNames];
}

export function policyOf(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

export interface Role {
  readonly name: Reference;
  readonly arn: Reference;
  readonly policies: readonly AwsResource<'aws_iam_role_policy_attachment'>[];
}

/** A role that a service of AWS takes on, with AWS's own policies for it: no user, and no key. */
export function makeRole(
  { stack, settings }: Ground,
  id: string,
  service: string,
  policies: readonly string[],
): Role {
  // Pods come with the name of their cluster and of what they run as.
  const Action =
    service === 'pods.eks.amazonaws.com' ? ['sts:AssumeRole', 'sts:TagSession'] : 'sts:AssumeRole';
  const role = new AwsResource(stack, 'aws_iam_role', id, {
    name: `${settings.name}-${id}`,
    assume_role_policy: policyOf({ Effect: 'Allow', Principal: { Service: service }, Action }),
  });
  return {
    name: role.get('name'),
    arn: role.get('arn'),
    policies: policies.map(
      (policy) =>
        new AwsResource(
          stack,
          'aws_iam_role_policy_attachment',
          `${id}-${policy.split('/').at(-1) ?? ''}`,
          {
            role: role.get('name'),
            policy_arn: `arn:aws:iam::aws:policy/${policy}`,
          },
        ),
    ),
  };
}
