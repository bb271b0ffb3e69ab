import { describe, expect, it } from '@jest/globals';
import type { RpicamOptions } from './options.ts';
import { keptOpenArguments, oneShotArguments } from './rpicam-arguments.ts';
import { MetadataUnusable, readRpicamMetadata } from './rpicam-metadata.ts';

const options: RpicamOptions = { driver: 'rpicam', camera: 1, width: 4056, height: 3040 };
const output = { image: 'a.jpg', metadata: 'a.json' };
const oneShot = (controls: Parameters<typeof oneShotArguments>[1], more = {}) =>
  oneShotArguments({ ...options, ...more }, controls, output).join(' ');

describe('the words for rpicam-still', () => {
  it('spare the preview of five seconds and the thumbnail', () => {
    expect(oneShot({})).toBe(
      '--immediate --nopreview --thumb none --encoding jpg --camera 1 --width 4056 --height 3040 ' +
        '--denoise cdn_fast --metadata a.json --metadata-format json --output a.jpg',
    );
  });

  it('fix exposure and white balance where they are given', () => {
    expect(oneShot({ shutterUs: 10_000_000.4, gain: 1.23456, colourGains: [1.5, 2] })).toContain(
      '--shutter 10000000us --gain 1.2346 --awbgains 1.5,2 ',
    );
  });

  it('turn a colour temperature into gains, and let gains go before it', () => {
    expect(oneShot({ colourTemperatureK: 5_000 })).toContain('--awbgains 2.92,1.47 ');
    const both = oneShot({ colourTemperatureK: 5_000, colourGains: [1, 3] });
    expect(both).toContain('--awbgains 1,3 ');
    expect(both).not.toContain('2.92');
  });

  it('leave to the automatic what is not given', () => {
    expect(oneShot({ ev: -0.3, metering: 'spot' })).not.toMatch(/--(shutter|gain|awbgains)/);
    expect(oneShot({ ev: -0.3, metering: 'spot' })).toContain('--ev -0.3 --metering spot');
  });

  it('put the lens where it is wanted, and look for the focus only in a preview', () => {
    expect(oneShot({ focus: { mode: 'manual', lensPosition: 0 } })).toContain(
      '--immediate --nopreview',
    );
    expect(oneShot({ focus: { mode: 'manual', lensPosition: 0 } })).toContain(
      '--autofocus-mode manual --lens-position 0 ',
    );
    const auto = oneShot({ focus: { mode: 'auto' } });
    expect(auto).toContain('--timeout 2500ms --autofocus-on-capture');
    expect(auto).not.toContain('--immediate');
  });

  it('say the rest', () => {
    const controls = { sharpness: 1.5, contrast: 1.15, saturation: 1.05, hdr: true } as const;
    const more = { quality: 90, rotationDeg: 180, flickerPeriodUs: 10_000, tuningFile: 't.json' };
    const words = oneShot({ ...controls, denoise: 'high' }, more);
    expect(words).toContain(
      '--sharpness 1.5 --contrast 1.15 --saturation 1.05 --denoise cdn_hq --hdr auto',
    );
    expect(words).toContain(
      '--quality 90 --rotation 180 --tuning-file t.json --flicker-period 10000us',
    );
  });

  it('keep it running for ever, without a switch of modes', () => {
    const words = keptOpenArguments(options, { shutterUs: 5_000 }, output).join(' ');
    expect(words).toMatch(/^--signal --zsl --timeout 0 --nopreview /);
    expect(words).not.toContain('--immediate');
  });
});

describe('what rpicam-still says of a frame', () => {
  const whole = { SensorTimestamp: 61_500_000_000, ExposureTime: 9_985, AnalogueGain: 2 };

  it('is read, with the digital gain in the gain', () => {
    const text = JSON.stringify({ ...whole, DigitalGain: 1.5, ColourGains: [1.5, 2.5], Lux: 9 });
    expect(readRpicamMetadata(text)).toEqual({
      sensorAtMs: 61_500,
      exposure: { shutterUs: 9_985, gain: 3, colourGains: [1.5, 2.5] },
      metered: { lux: 9 },
      facts: {},
    });
  });

  it.each([
    ['half of it', '{ "SensorTimestamp": 61500'],
    ['nothing', ''],
    ['no object', '3'],
    ['no time', JSON.stringify({ ...whole, SensorTimestamp: undefined })],
    ['no exposure', JSON.stringify({ ...whole, ExposureTime: 0 })],
  ])('is not believed when it is %s', (_, text) => {
    expect(() => readRpicamMetadata(text)).toThrow(MetadataUnusable);
  });
});
