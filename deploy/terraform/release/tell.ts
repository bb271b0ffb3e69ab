import { TerraformOutput, type TerraformStack } from 'cdktn';

/** An output: something that a person needs once all stands. */
export function tell(
  stack: TerraformStack,
  name: string,
  value: string,
  description: string,
): void {
  const output = new TerraformOutput(stack, `tell-${name}`, { value, description });
  output.overrideLogicalId(name);
}
