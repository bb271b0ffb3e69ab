/** Of inputs that stand in a line with other things. */
export const fieldLook =
  'min-h-11 rounded-xl border border-line bg-ground px-3 text-base outline-none focus-visible:border-accent focus-visible:ring-2 focus-visible:ring-accent/40 disabled:opacity-60';
