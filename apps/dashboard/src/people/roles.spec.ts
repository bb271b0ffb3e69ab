import { describe, expect, it } from '@jest/globals';
import { rolesUpTo } from './roles.ts';

describe('rolesUpTo', () => {
  it('offers nothing above one’s own role, the highest first', () => {
    expect(rolesUpTo('admin')).toEqual(['admin', 'operator', 'viewer']);
    expect(rolesUpTo('viewer')).toEqual(['viewer']);
  });
});
