import { type ConfigurationScope, idFromUuid, uuidFromId } from '@eyrie/contracts';

/** Whose layer is meant. Ids are UUIDs. */
export interface ConfigurationTarget {
  readonly scope: ConfigurationScope;
  readonly targetId: string;
  readonly siteId: string | null;
  readonly deviceId: string | null;
}

const scopeOfPrefix: Readonly<Record<string, ConfigurationScope>> = {
  org: 'organisation',
  site: 'site',
  dev: 'device',
};

/** What an id out of an address means; it fits `configurationTargetSchema`. */
export function readTargetId(id: string): { scope: ConfigurationScope; uuid: string } {
  const scope = scopeOfPrefix[id.slice(0, id.indexOf('_'))];
  if (scope === undefined) throw new RangeError('The id is of no kind that has a configuration.');
  return { scope, uuid: uuidFromId(scope, id) };
}

export function targetIdOf({ scope, targetId }: ConfigurationTarget): string {
  return idFromUuid(scope, targetId);
}
