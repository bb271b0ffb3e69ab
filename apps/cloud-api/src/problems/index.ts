export { InvalidRequest, type FieldError } from './invalid-request.ts';
export { ProblemFilter, sendProblem } from './problem.filter.ts';
export { toProblem } from './problem.ts';
