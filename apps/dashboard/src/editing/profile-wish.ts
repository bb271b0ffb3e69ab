import { capturePresetSchema, type OwnCaptureProfile } from '@eyrie/contracts';
import { presetChoices } from '../camera-form/profile-words.ts';
import type { RadioOption } from '../elements/radio-list.tsx';
import type { Fields } from './meanwhile.ts';

type Profile = OwnCaptureProfile | null;

export const profileChoices: readonly RadioOption<string>[] = [
  ...presetChoices,
  {
    value: 'own',
    text: 'A profile of its own',
    sentence: 'As it was set by a program, or by the command line.',
  },
];

/** A profile as the fields of a form: its preset, and its deviation in stops where it has one. */
export function profileFields(profile: Profile): Fields {
  if (!profile) return { preset: '', ev: '' };
  const { preset, exposure } = profile;
  return { preset: preset ?? 'own', ev: exposure?.ev === undefined ? '' : String(exposure.ev) };
}

/**
 * The profile that changed fields ask for; undefined where they do not ask for another. What the
 * profile says beside the two fields stays, unless another preset is chosen.
 */
export function profileWish(before: Profile, changes: Fields): Profile | undefined {
  if (changes['preset'] === undefined && changes['ev'] === undefined) return undefined;
  const had = profileFields(before);
  const preset = changes['preset'] ?? had['preset'];
  const ev = (changes['ev'] ?? had['ev'] ?? '').trim();
  if (!preset && !ev) return null;
  const known = capturePresetSchema.safeParse(preset);
  const kept = changes['preset'] === undefined || preset === 'own' ? (before ?? {}) : {};
  const wanted = { ...kept.exposure };
  delete wanted.ev;
  if (ev !== '') wanted.ev = Number(ev);
  return {
    ...kept,
    ...(known.success ? { preset: known.data } : {}),
    // A deviation alone is one from the camera's own automatic.
    exposure: !preset ? { ...wanted, mode: 'automatic' } : wanted,
  };
}
