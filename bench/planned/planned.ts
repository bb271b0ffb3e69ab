import type { Bench } from '../harness/bench.ts';

/** A bench whose table stands and whose measurement does not: it says so, figure by figure. */
export function planned(bench: Omit<Bench, 'run' | 'notes'>): Bench {
  return {
    ...bench,
    notes: [],
    run: ({ progress }) => {
      progress(`Not measured yet. The ${bench.name} bench will measure:`);
      for (const { id, title } of bench.figures) progress(`  ${id}: ${title}`);
      return Promise.resolve();
    },
  };
}
