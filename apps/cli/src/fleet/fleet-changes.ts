import { z } from 'zod';
import { fleetDefinitionSchema, type FleetDefinition } from './fleet-definition.ts';
import { readFileIfThere, writePrivateFile, type FleetHome } from './fleet-home.ts';

const changesSchema = z.object({
  coordinators: z.array(z.string()),
  workers: fleetDefinitionSchema.shape.workers,
  removed: z.array(z.string()),
});
export type FleetChanges = z.infer<typeof changesSchema>;

const none: FleetChanges = { coordinators: [], workers: [], removed: [] };

/** What `eyrie fleet add` and `remove` did since the fleet was made: kept, so that nobody edits files. */
export function readChanges(home: FleetHome): FleetChanges {
  const text = readFileIfThere(home.changesFile);
  return text === null ? none : changesSchema.parse(JSON.parse(text));
}

export function writeChanges(home: FleetHome, changes: FleetChanges): void {
  writePrivateFile(home.changesFile, `${JSON.stringify(changes, null, 2)}\n`);
}

/** The definition as it is now. */
export function withChanges(definition: FleetDefinition, changes: FleetChanges): FleetDefinition {
  const stays = (name: string): boolean => !changes.removed.includes(name);
  return {
    ...definition,
    coordinators: [...definition.coordinators, ...changes.coordinators].filter(stays),
    workers: [...definition.workers, ...changes.workers].filter(({ name }) => stays(name)),
  };
}

/** The first name of that kind which nothing has or has had. */
export function nextName(
  kind: 'coordinator' | 'worker',
  definition: FleetDefinition,
  changes: FleetChanges,
): string {
  const taken = new Set([
    ...definition.coordinators,
    ...definition.workers.map(({ name }) => name),
    ...changes.coordinators,
    ...changes.workers.map(({ name }) => name),
    ...changes.removed,
  ]);
  for (let number = 1; ; number += 1) {
    const name = `${kind}-${number}`;
    if (!taken.has(name)) return name;
  }
}

/** A worker like the fleet's first one, that looks at a sky of its own. */
export function workerLike(
  definition: FleetDefinition,
  name: string,
): FleetDefinition['workers'][number] {
  const [model] = definition.workers;
  const cameras = (model?.cameras ?? []).map((camera) => ({
    ...camera,
    name: `${camera.name} of ${name}`,
    driver:
      camera.driver.type === 'simulated-sky' ? { ...camera.driver, seed: name } : camera.driver,
  }));
  return { name, cameras };
}
