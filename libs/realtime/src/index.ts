export { formatCursor, parseCursor, type Cursor } from './cursor.ts';
export { everything, type EventFilter } from './server/event-filter.ts';
export type { EventLogReader, LoggedEvent, LogPosition } from './server/event-log-reader.ts';
export { resume, type ResetReason, type Resumption } from './server/resume.ts';
export { encodeSse, sseHeaders, type SseFields } from './server/sse-frame.ts';
export {
  encodeSocketMessage,
  socketEncoding,
  sseEncoding,
  type StreamEncoding,
} from './server/stream-encoding.ts';
export { responseSink, type CloseReason, type StreamSink } from './server/stream-sink.ts';
export {
  StreamHub,
  type PollRequest,
  type StreamConnection,
  type StreamHubOptions,
  type StreamRequest,
} from './server/stream-hub.ts';
export {
  openEventStream,
  type EventStream,
  type EventStreamOptions,
  type StreamReset,
} from './client/event-stream.ts';
export type { StreamState } from './client/stream-state.ts';
