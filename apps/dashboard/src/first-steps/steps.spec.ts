import { describe, expect, it } from '@jest/globals';
import { nextStep } from './steps.ts';

describe('the first steps of an organisation', () => {
  const sites = [{ id: 'site_01h455vb4pex5vsknk084sn02q' }];
  const coordinator = { role: 'coordinator' as const };
  const worker = { role: 'worker' as const };
  const waiting = { last_frame: null };

  it('are taken one after the other', () => {
    expect(nextStep({ sites: [], devices: [], cameras: [] })).toBe('site');
    expect(nextStep({ sites, devices: [], cameras: [] })).toBe('coordinator');
    expect(nextStep({ sites, devices: [coordinator], cameras: [] })).toBe('worker');
    expect(nextStep({ sites, devices: [coordinator, worker], cameras: [] })).toBe('camera');
    expect(nextStep({ sites, devices: [coordinator, worker], cameras: [waiting] })).toBe('frame');
  });

  it('are over with the first frame, whatever has gone since', () => {
    expect(nextStep({ sites: [], devices: [], cameras: [{ last_frame: {} as never }] })).toBeNull();
  });
});
