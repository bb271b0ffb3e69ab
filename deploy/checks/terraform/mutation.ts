import type { StackJson } from './policy.ts';

/**
 * What it does, to which resource, with which values at which paths (undefined takes a value away, null the whole resource),
 * and words of the demand that must notice.
 */
export type Mutation = readonly [
  what: string,
  of: string,
  change: Readonly<Record<string, unknown>> | null,
  noticedBy: string,
];

type Open = Record<string, unknown>;

/** The stack with that one change; a resource that is not there yet is added. */
export function mutated(json: StackJson, [, of, change]: Mutation): StackJson {
  const copy = structuredClone(json) as { resource: Record<string, Record<string, Open>> };
  const [type = '', name = ''] = of.split('.');
  const named = (copy.resource[type] ??= {});
  if (change === null) {
    copy.resource[type] = Object.fromEntries(
      Object.entries(named).filter(([other]) => other !== name),
    );
    return copy;
  }
  const values: Open = (named[name] ??= {});
  for (const [path, value] of Object.entries(change)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const target = keys.reduce((inner, key) => inner[key] as Open, values);
    target[last] = value;
  }
  // As a file would be read: what is undefined is not there.
  return JSON.parse(JSON.stringify(copy)) as StackJson;
}
