import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '../authorisation/principals.ts';

/** What is known of the request that is being served; filled in on its way through the guard. */
export interface RequestContext {
  readonly requestId: string;
  /** The address of the connection. */
  readonly address: string;
  operation: string | null;
  principal: Principal | null;
}

const storage = new AsyncLocalStorage<RequestContext>();
const traces = new AsyncLocalStorage<string>();

/** The request whose work this is; null in work that nobody asked for (start, timers). */
export function currentRequest(): RequestContext | null {
  return storage.getStore() ?? null;
}

export function runInRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}

/** Does a piece of work that a request of earlier asked for: it belongs to the same trace. */
export function runInTrace<Result>(traceId: string, work: () => Result): Result {
  return traces.run(traceId, work);
}

/** The trace that the work at hand belongs to: 32 hexadecimal digits. */
export function currentTrace(): string | null {
  return traces.getStore() ?? null;
}

/** What each line of the log says of the work that wrote it. */
export function traceFields(): { traceId?: string; requestId?: string } {
  const [traceId, requestId] = [traces.getStore(), storage.getStore()?.requestId];
  return {
    ...(traceId === undefined ? {} : { traceId }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}
