export { InvalidRequest } from './invalid-request.ts';
export { ProblemFilter } from './problem.filter.ts';
