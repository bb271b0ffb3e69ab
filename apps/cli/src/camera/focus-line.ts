const width = 32;

/** `[##########------]  62 %  104.2  best 168.1 at 2 dioptres`: one look, against the best so far. */
export function focusLine(
  { sharpness }: { readonly sharpness: number },
  best: { readonly sharpness: number; readonly lens_position: number | null },
): string {
  const share = best.sharpness > 0 ? Math.min(1, sharpness / best.sharpness) : 0;
  const full = Math.round(share * width);
  const bar = `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
  const where = best.lens_position === null ? '' : ` at ${best.lens_position} dioptres`;
  return `${bar} ${`${Math.round(share * 100)} %`.padStart(5)}  ${sharpness}  best ${best.sharpness}${where}`;
}
