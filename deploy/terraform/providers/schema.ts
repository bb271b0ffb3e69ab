/** What a provider takes and gives, of the resources that the stacks use: schemas/*.json, by which types are written and plans are tried. */

/** As Terraform writes types: `"string"`, `["list", "string"]`, `["object", { arn: "string" }]`. */
export type AttributeType =
  | 'string'
  | 'number'
  | 'bool'
  | 'dynamic'
  | readonly ['list' | 'set' | 'map', AttributeType]
  | readonly ['object', Readonly<Record<string, AttributeType>>];

/** Who gives a value: the configuration must, the configuration may, or the provider alone does. */
export type Given = 'required' | 'optional' | 'computed';

export interface Block {
  readonly attributes: Readonly<Record<string, readonly [Given, AttributeType]>>;
  readonly blocks: Readonly<Record<string, NestedBlock>>;
}

export interface NestedBlock extends Block {
  /** `attribute` is one object that is an attribute to Terraform, which JSON writes like a block. */
  readonly nesting: 'one' | 'list' | 'set' | 'attribute' | 'attributes';
  readonly isRequired: boolean;
  /** Whether there is one at most. */
  readonly isSingle: boolean;
}

export interface ProviderSchema {
  /** Such as `hashicorp/aws`. */
  readonly source: string;
  /** Of the provider that the bindings were made from. */
  readonly version: string;
  readonly provider: Block;
  readonly resources: Readonly<Record<string, Block>>;
  readonly data: Readonly<Record<string, Block>>;
}
