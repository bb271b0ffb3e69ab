import { describe, expect, it } from '@jest/globals';
import { demonstrationFleet } from './demonstration.ts';
import { nextName, withChanges, workerLike, type FleetChanges } from './fleet-changes.ts';

describe('changes of a fleet', () => {
  const definition = demonstrationFleet(0);
  const changes: FleetChanges = {
    coordinators: ['coordinator-4'],
    workers: [workerLike(definition, 'worker-3')],
    removed: ['coordinator-2', 'worker-1'],
  };

  it('are what was added, without what was removed', () => {
    const changed = withChanges(definition, changes);
    expect(changed.coordinators).toEqual(['coordinator-1', 'coordinator-3', 'coordinator-4']);
    expect(changed.workers.map(({ name }) => name)).toEqual(['worker-2', 'worker-3']);
  });

  it('give a name that nothing has or has had', () => {
    expect(nextName('coordinator', withChanges(definition, changes), changes)).toBe(
      'coordinator-5',
    );
    expect(nextName('worker', withChanges(definition, changes), changes)).toBe('worker-4');
  });

  it('give a new worker a sky of its own', () => {
    const [camera] = workerLike(definition, 'worker-3').cameras;
    expect(camera?.driver).toMatchObject({ type: 'simulated-sky', seed: 'worker-3' });
    expect(camera?.name).not.toBe(definition.workers[0]?.cameras[0]?.name);
  });
});
