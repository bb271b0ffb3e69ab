import { describe, expect, it } from '@jest/globals';
import { captureProfileSchema } from '@eyrie/contracts';
import { profileFields, profileWish } from './profile-wish.ts';

describe('the profile that a form asks for', () => {
  it('is none where nothing of it was touched', () => {
    expect(profileWish({ preset: 'b' }, { name: 'North' })).toBeUndefined();
  });

  it('is another preset, without what the one before said', () => {
    const before = { preset: 'b', exposure: { gainMax: 4 }, look: { contrast: 2 } } as const;
    expect(profileWish(before, { preset: 'd' })).toEqual({ preset: 'd', exposure: {} });
    expect(profileWish(before, { preset: '' })).toBeNull();
  });

  it('keeps what the form does not show when only the deviation changes', () => {
    const before = { preset: 'b', exposure: { gainMax: 4, ev: 1 } } as const;
    expect(profileFields(before)).toEqual({ preset: 'b', ev: '1' });
    const after = profileWish(before, { ev: '-0.5' });
    expect(after).toEqual({ preset: 'b', exposure: { gainMax: 4, ev: -0.5 } });
    expect(profileWish(before, { ev: '' })).toEqual({ preset: 'b', exposure: { gainMax: 4 } });
    expect(captureProfileSchema.safeParse(after).success).toBe(true);
  });

  it('is a deviation of the automatic where there is no preset', () => {
    const wish = profileWish(null, { ev: '0.7' });
    expect(wish).toEqual({ exposure: { ev: 0.7, mode: 'automatic' } });
    expect(profileFields(wish ?? null)).toEqual({ preset: 'own', ev: '0.7' });
  });
});
