import { CommandFailure, exitCodes } from '../failure.ts';

type Tree = Record<string, unknown>;

/** What lies at a path with dots; undefined where there is nothing. */
export function leafOf(settings: object, path: string): unknown {
  let at: unknown = settings;
  for (const name of namesOf(path)) {
    if (!isTree(at)) return undefined;
    at = at[name];
  }
  return at;
}

/** The settings with another value at the path; those that were given stay as they are. */
export function withLeaf<Settings extends object>(
  settings: Settings,
  path: string,
  value: unknown,
): Settings {
  return put(settings as Tree, namesOf(path), value) as Settings;
}

/** The settings without what lies at the path, and without branches that are empty then. */
export function withoutLeaf<Settings extends object>(settings: Settings, path: string): Settings {
  if (leafOf(settings, path) === undefined) {
    throw new CommandFailure(`Nothing is said of ${path} there.`, exitCodes.usage);
  }
  return put(settings as Tree, namesOf(path), undefined) as Settings;
}

function put(tree: Tree, [name = '', ...rest]: readonly string[], value: unknown): Tree {
  const below = tree[name];
  const next = rest.length === 0 ? value : put(isTree(below) ? below : {}, rest, value);
  const isGone = next === undefined || (value === undefined && isTree(next) && isEmpty(next));
  if (!isGone) return { ...tree, [name]: next };
  return Object.fromEntries(Object.entries(tree).filter(([key]) => key !== name));
}

function namesOf(path: string): string[] {
  const names = path.split('.');
  if (names.every((name) => /^\w+$/.test(name) && name !== '__proto__')) return names;
  throw new CommandFailure(
    `${path} is no path of a setting: names with dots between, as eyrie config get --effective lists them.`,
    exitCodes.usage,
  );
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(tree: Tree): boolean {
  return Object.keys(tree).length === 0;
}
