export { IfMatch, IfMatchWhereGiven, NeedsIfMatch, withRevision } from './if-match.ts';
export { IfMatchRequired } from './precondition.errors.ts';
export { SeenRevision } from './seen-revision.ts';
