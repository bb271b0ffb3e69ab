export { createEyrie, type Eyrie, type EyrieOptions } from './eyrie.ts';
export { EyrieProblem, EyrieUnreachable } from './problem.ts';
export { EyrieOperationFailed, type OnProgress } from './awaited.ts';
export type { Change } from './edit.ts';
export { followEvents, type FollowOptions, type StreamItem } from './follow.ts';
export type { MediaOptions } from './api.ts';
export type { ByteRange, Media } from './media.ts';
export type { ItemOf, ListQuery, Pages } from './pages.ts';
export type { RetryLimits } from './retry-policy.ts';
export type { CallOptions, Credential, Exchange } from './transport.ts';
export type { Answer, ApiOperation, BodyOf, Input, QueryOf } from './api-operation.ts';
/** Every operation of the API, for `eyrie.call`. */
export * as operations from './generated/operations.gen.ts';
/** Every thing that the API takes and answers with. */
export type * from './generated/types.gen.ts';
