type Values = Readonly<Record<string, unknown>>;
type Named = Readonly<Record<string, Readonly<Record<string, Values>>>>;

/** cdk.tf.json, as far as policies look into it. */
export interface StackJson {
  readonly resource?: Named;
}

/** What stands at a path of a resource: `vpc_config.public_access_cidrs`, `rule.0.schedule`; undefined where nothing does. */
export type Look = (path: string) => unknown;

export interface Element {
  readonly type: string;
  readonly name: string;
  readonly at: Look;
}

/** What every resource of a type must be. */
export interface Demand {
  /** Terraform's type. */
  readonly type: string;
  /** Ends a sentence that the resource begins: "must be encrypted with our own key". */
  readonly demand: string;
  readonly holds: (at: Look, all: readonly Element[]) => boolean;
  /** Whether a stack without one is at fault, too; true when absent. */
  readonly isNeeded?: boolean;
}

export function lookInto(value: unknown): Look {
  return (path) =>
    path.split('.').reduce<unknown>((inner, key) => {
      if (typeof inner !== 'object' || inner === null) return undefined;
      return (inner as Values)[key];
    }, value);
}

/** Each of a list, to be looked into; none where there is no list. */
export function each(value: unknown): Look[] {
  return Array.isArray(value) ? value.map(lookInto) : [];
}

/** Whether there are some, and all of them are so. */
export function all(value: unknown, holds: (at: Look) => boolean): boolean {
  const looks = each(value);
  return looks.length > 0 && looks.every(holds);
}

export function isAtLeast(value: unknown, least: number): boolean {
  return Number(value) >= least;
}

/** Whether a value is taken from a resource of this type, and not written down. */
export function isFrom(value: unknown, type: string): boolean {
  return typeof value === 'string' && value.startsWith(`\${${type}.`);
}

/** Whether Terraform refuses to destroy it. */
export function isKept(at: Look): boolean {
  return at('lifecycle.prevent_destroy') === true;
}

const wholeWorld = ['0.0.0.0/0', '::/0', '*', 'Internet', 'Any'];

export function isEverybody(source: unknown): boolean {
  return Array.isArray(source) ? source.some(isEverybody) : wholeWorld.includes(String(source));
}

export function elementsOf({ resource = {} }: StackJson): Element[] {
  return Object.entries(resource).flatMap(([type, named]) =>
    Object.entries(named).map(([name, values]) => ({ type, name, at: lookInto(values) })),
  );
}
