import {
  settingsDefaults,
  settingsSchema,
  type SettingOrigin,
  type Settings,
  type SettingsLayer,
} from '@eyrie/contracts';

export interface OriginedLayer {
  readonly origin: Exclude<SettingOrigin, 'default'>;
  readonly settings: SettingsLayer;
}

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * JSON Merge Patch (RFC 7396, section 2): objects merge, everything else replaces, null removes.
 * Neither argument is changed.
 */
export function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map<string, Json>(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

/** The settings that follow from the layers, in the order from above to below. */
export function effectiveSettings(layers: readonly OriginedLayer[]): Settings {
  const said = layers.reduce<Json>((above, { settings }) => mergePatch(above, settings), {});
  // What the layers leave open, or have removed, is as it is by default.
  return settingsSchema.parse(mergePatch(settingsDefaults, said));
}

/** Which layer the effective value at this path comes from. */
export function originOf(layers: readonly OriginedLayer[], path: string): SettingOrigin {
  for (const { origin, settings } of layers.toReversed()) {
    const found = sayingOf(settings, path);
    if (found === 'nothing') continue;
    return found === 'removed' ? 'default' : origin;
  }
  return 'default';
}

/** What one layer says about a path: a null at the path or above it removes. */
function sayingOf(layer: Json, path: string): 'nothing' | 'removed' | 'a value' {
  let at = layer;
  for (const key of path.slice(1).split('/').map(unescapePointer)) {
    if (!isObject(at) || !Object.hasOwn(at, key)) return 'nothing';
    at = at[key];
    if (at === null) return 'removed';
  }
  return 'a value';
}

/** Every value that is no object, by its JSON pointer, in the order of the document. */
export function leavesOf(document: Json, at = ''): Map<string, Json> {
  if (!isObject(document)) return new Map(at === '' ? [] : [[at, document]]);
  return new Map(
    Object.entries(document).flatMap(([key, value]) => [
      ...leavesOf(value, `${at}/${escapePointer(key)}`),
    ]),
  );
}

export interface Difference {
  readonly path: string;
  readonly before: Json;
  readonly after: Json;
}

/** The values in which two documents differ. A value that is not there is null. */
export function differences(before: Json, after: Json): Difference[] {
  const [old, next] = [leavesOf(before), leavesOf(after)];
  const found: Difference[] = [];
  for (const path of new Set([...old.keys(), ...next.keys()])) {
    const [was, is] = [old.get(path) ?? null, next.get(path) ?? null];
    // An absent value and a null that removes what is above are not the same in a layer.
    const isSame = JSON.stringify(was) === JSON.stringify(is) && old.has(path) === next.has(path);
    if (!isSame) found.push({ path, before: was, after: is });
  }
  return found;
}

function escapePointer(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
