import { describe, expect, it } from '@jest/globals';
import { cameraDriverSchema, type CameraDriverConfiguration } from '@eyrie/contracts';
import {
  checkDriver,
  draftOfDriver,
  driverFields,
  newDriverDraft,
  type DriverType,
} from './driver-fields.ts';
import { driverChoices, sayDriver } from './driver-words.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const types = cameraDriverSchema.options.map(({ shape }) => shape.type.value);
const field = (type: DriverType, name: string) =>
  driverFields(type).find((one) => one.name === name);

describe('the fields of a driver', () => {
  it('are there for every driver, with a name of their own', () => {
    expect(driverChoices.map(({ value }) => value).toSorted()).toEqual(types.toSorted());
    for (const type of types) {
      const fields = driverFields(type);
      expect(fields.length).toBeGreaterThan(0);
      for (const { name, label } of fields)
        expect([type, name, label]).not.toEqual([type, name, name]);
    }
  });

  it('come out of the schema: units, choices, what is secret, and what is usual', () => {
    expect(field('rpicam', 'widthPx')).toMatchObject({ label: 'Width', unit: 'px', usual: '1920' });
    expect(field('rpicam', 'rotationDeg')).toMatchObject({ kind: 'choice', choices: ['0', '180'] });
    expect(field('v4l2', 'device')).toMatchObject({ kind: 'text', isOptional: false });
    expect(field('rtsp', 'password')).toMatchObject({ kind: 'secret', isOptional: true });
    expect(field('http-snapshot', 'certificateChecked')).toMatchObject({ kind: 'switch' });
  });
});

describe('a driver as a form has it', () => {
  it.each<CameraDriverConfiguration>([
    {
      type: 'rpicam',
      camera: 1,
      widthPx: 2028,
      heightPx: 1520,
      rotationDeg: 180,
      mainsHz: 50,
      keepOpen: 'never',
    },
    {
      type: 'v4l2',
      device: '/dev/video2',
      widthPx: 640,
      heightPx: 480,
      format: 'yuyv422',
      keepOpen: 'auto',
    },
    { type: 'rtsp', url: 'rtsp://10.0.0.7/live', user: 'eyrie', keepOpen: 'always' },
    { type: 'http-snapshot', url: 'https://10.0.0.7/snap.jpg', certificateChecked: false },
    {
      type: 'simulated-sky',
      seed: '42',
      widthPx: 320,
      heightPx: 180,
      facingDeg: 90.5,
      timeScale: 60,
      anchorAt: '2026-06-21T02:00:00.000Z',
    },
  ])('comes out of it as it went in: $type', (driver) => {
    expect(checkDriver(driver.type, draftOfDriver(driver))).toEqual({ driver, refusals: {} });
  });

  it('is another one only where somebody chose it', () => {
    for (const type of types) {
      const { driver } = checkDriver(type, newDriverDraft(type, now, 'seed'));
      // A camera on a cable or in a network wants its address: it never turns into another kind.
      const isReady = type === 'rpicam' || type === 'simulated-sky';
      expect([type, driver?.type ?? null]).toEqual([type, isReady ? type : null]);
    }
  });

  it('says beside the field what is wrong with it', () => {
    const wrong = { ...newDriverDraft('rpicam', now, ''), widthPx: '12.5', camera: '16' };
    expect(checkDriver('rpicam', wrong)).toEqual({
      driver: null,
      refusals: { widthPx: 'must be a whole number', camera: 'must be at most 15' },
    });
    const sky = { ...newDriverDraft('simulated-sky', now, 'a'), widthPx: '64', heightPx: '1081' };
    expect(checkDriver('simulated-sky', sky).refusals).toEqual({
      widthPx: 'must be at least 320',
      heightPx: 'must be even, 180 to 2160',
    });
    const url = (text: string) => checkDriver('http-snapshot', { url: text }).refusals['url'];
    expect(url('rtsp://10.0.0.7/')).toBe('must be the address of a camera');
    expect(url('http://eyrie:secret@10.0.0.7/')).toContain('fields of their own');
  });

  it('sends a password as it was written, and none where none was', () => {
    const draft = { url: 'http://10.0.0.7/', user: ' eyrie ' };
    expect(checkDriver('http-snapshot', { ...draft, password: ' a ' }).driver).toMatchObject({
      user: 'eyrie',
      password: ' a ',
    });
    expect(checkDriver('http-snapshot', { ...draft, password: '' }).driver).not.toHaveProperty(
      'password',
    );
  });

  it('is told in words without its password', () => {
    const said = sayDriver({
      type: 'rtsp',
      url: 'rtsp://10.0.0.7/live',
      password: 'canary',
      keepOpen: 'auto',
    });
    expect(said).toContain('rtsp://10.0.0.7/live');
    expect(said).not.toContain('canary');
  });
});
