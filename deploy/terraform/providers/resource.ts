import {
  TerraformDataSource,
  TerraformProvider,
  TerraformResource,
  type ITerraformDependable,
  type TerraformProvider as Provider,
  type TerraformResourceLifecycle,
} from 'cdktn';
import type { Construct } from 'constructs';

declare const reference: unique symbol;

/** What Terraform will know: it stands for a text, a number, a list, whatever the attribute is. */
export type Reference = string & { readonly [reference]: true };

/** One attribute of those that are given, or what is inside of it: `id`, `endpoint[0].host`. */
type Path<Gives extends string> = Gives | `${Gives}.${string}` | `${Gives}[${string}`;

/** What each resource takes and gives, by its type: the generated interfaces are of this form. */
interface Described {
  readonly takes: object;
  readonly gives: string;
}

export interface Meta {
  readonly dependsOn?: readonly ITerraformDependable[];
  readonly lifecycle?: TerraformResourceLifecycle;
  readonly provider?: Provider;
}

function mutable({ dependsOn, ...meta }: Meta): Omit<Meta, 'dependsOn'> & {
  dependsOn?: ITerraformDependable[];
} {
  return dependsOn === undefined ? meta : { ...meta, dependsOn: [...dependsOn] };
}

/**
 * A resource by Terraform's own words: its type and attributes are written as in the provider's documentation, and held
 * against types that were made from the provider's schema. Subclasses say which provider.
 */
export class Resource<
  Types extends { readonly [T in keyof Types]: Described },
  T extends keyof Types & string,
> extends TerraformResource {
  private readonly written: Record<string, unknown>;

  constructor(scope: Construct, type: T, id: string, takes: Types[T]['takes'], meta: Meta = {}) {
    super(scope, id, { terraformResourceType: type, ...mutable(meta) });
    this.written = Object.fromEntries(Object.entries(takes));
  }

  get(path: Path<Types[T]['gives']>): Reference {
    return this.getStringAttribute(path) as Reference;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.written;
  }
}

/** The same of what is there already and only read. */
export class Data<
  Types extends { readonly [T in keyof Types]: Described },
  T extends keyof Types & string,
> extends TerraformDataSource {
  private readonly written: Record<string, unknown>;

  constructor(scope: Construct, type: T, id: string, takes: Types[T]['takes'], meta: Meta = {}) {
    super(scope, id, { terraformResourceType: type, ...mutable(meta) });
    this.written = Object.fromEntries(Object.entries(takes));
  }

  get(path: Path<Types[T]['gives']>): Reference {
    return this.getStringAttribute(path) as Reference;
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.written;
  }
}

interface Binding {
  readonly source: string;
  readonly version: string;
}

/** A provider with its source and the versions of it that are taken. */
export class ConfiguredProvider<Takes extends object> extends TerraformProvider {
  private readonly written: Record<string, unknown>;

  constructor(scope: Construct, id: string, binding: Binding, takes: Takes) {
    super(scope, id, {
      terraformResourceType: binding.source.split('/').at(-1) ?? binding.source,
      terraformProviderSource: binding.source,
      terraformGeneratorMetadata: {
        providerName: binding.source,
        providerVersionConstraint: `~> ${binding.version.split('.').slice(0, 2).join('.')}`,
      },
    });
    this.written = Object.fromEntries(Object.entries(takes));
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return this.written;
  }
}
