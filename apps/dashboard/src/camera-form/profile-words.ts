import { capturePresets, capturePresetSchema, type CapturePreset } from '@eyrie/contracts';
import type { RadioOption } from '../elements/radio-list.tsx';

const sentences: Readonly<Record<CapturePreset, string>> = {
  a: 'The camera decides about light and colour, frame by frame. A video may flicker.',
  b: 'Steady from day into night; colours as by noon, so that an evening turns red.',
  c: 'A third of a stop darker, which keeps clouds and snow; colours move little.',
  d: 'Colours stay warm through dusk, as the eye remembers them.',
  e: 'Colours follow the light from lamps to full sun; for most places.',
  f: 'Exposes for the middle alone, and brighter: for what stands against the sky.',
  g: 'Opens up in the dark, holds back in full sun, and draws outlines harder.',
};

/** The ready profiles with a sentence each, and none at all. */
export const presetChoices: readonly RadioOption<CapturePreset | ''>[] = [
  {
    value: '',
    text: 'As the camera itself sees fit',
    sentence: 'Nothing is said to the camera but its size.',
  },
  ...capturePresetSchema.options.map((preset) => ({
    value: preset,
    text: `${preset.toUpperCase()}: ${capturePresets[preset].name}`,
    sentence: sentences[preset],
  })),
];
