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

/** The request whose work this is; null in work that nobody asked for (start, timers). */
export function currentRequest(): RequestContext | null {
  return storage.getStore() ?? null;
}

export function runInRequest<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run(context, work);
}
