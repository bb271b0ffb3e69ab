import type { Sharp } from 'sharp';
import type { CaptureControls } from '../capture-controls.ts';

/** Dioptres at which the lens is sharp: a little past infinity, as real modules are. */
const FOCUS = 0.2;
/** Width of the blur, in thousandths of the picture's, per dioptre beside it. */
const BLUR_PER_DIOPTRE = 1.6;

/** What lens and image processor do to the picture, as far as the controls ask for it. */
export function dressed(image: Sharp, width: number, controls: CaptureControls): Sharp {
  const { contrast = 1, saturation = 1, sharpness = 1, focus } = controls;
  let out = image;
  const position = focus?.mode === 'manual' ? focus.lensPosition : undefined;
  const sigma =
    position === undefined ? 0 : (Math.abs(position - FOCUS) * BLUR_PER_DIOPTRE * width) / 1000;
  if (sigma >= 0.5) out = out.blur(Math.min(60, sigma));
  if (saturation !== 1) out = out.modulate({ saturation });
  if (contrast !== 1) out = out.linear(contrast, 128 * (1 - contrast));
  if (sharpness > 1) out = out.sharpen({ sigma: 1, m1: 0, m2: sharpness - 1 });
  if (sharpness < 1) out = out.blur(0.3 + 0.6 * (1 - sharpness));
  return out;
}
