import { describe, expect, it } from '@jest/globals';
import { nodeArguments, ownEnvironment } from './workspace.ts';

describe('the arguments of Node.js', () => {
  it('are those that the app itself asks for, before its entry', () => {
    const coordinator = nodeArguments('edge-coordinator', 'main');
    expect(coordinator[0]).toBe('--max-semi-space-size=4');
    expect(coordinator.at(-1)).toMatch(/edge-coordinator\/(src\/main\.ts|dist\/main\.js)$/);
    expect(nodeArguments('cloud-api', 'main')).not.toContain('--max-semi-space-size=4');
  });

  it('come with the environment that the app asks for', () => {
    expect(ownEnvironment('edge-worker')).toMatchObject({ MALLOC_ARENA_MAX: '1' });
    expect(ownEnvironment('cloud-api')).toEqual({});
  });
});
