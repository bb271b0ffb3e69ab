import { fleetProblems } from './fleet-problems.ts';
import { peopleProblems } from './people-problems.ts';
import type { ProblemNote } from './remedies.ts';
import { requestProblems } from './request-problems.ts';

/**
 * What each code means, and what to do about it, for those who get such a problem.
 * `problem-guide.spec.ts` and `npm run generate` hold it against the errors in the code, both ways.
 */
export const problemGuide: Readonly<Record<string, ProblemNote>> = {
  ...fleetProblems,
  ...peopleProblems,
  ...requestProblems,
};
