/** What is to be done about more than one problem. */

export const lookAtId =
  'Check the id, and that your credential is of the organisation and of the site: what is not yours answers like what does not exist.';
export const askAdmin = 'Ask an owner or admin of the organisation.';
export const waitAndRetry = 'Wait as long as Retry-After says, then send the same request again.';
export const makeAnother = 'Make another one.';

/** The status of a code, what it means, and what to do about it. */
export type ProblemNote = readonly [status: number, meaning: string, remedy: string];
