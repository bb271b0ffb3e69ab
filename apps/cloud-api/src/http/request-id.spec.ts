import { describe, expect, it } from '@jest/globals';
import {
  currentTrace,
  runInRequest,
  runInTrace,
  traceFields,
} from '../request-context/request-context.ts';
import { requestId, traceId } from './request-id.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${trace}-00f067aa0ba902b7-01`;

describe('the trace of a request', () => {
  it('is the caller’s, whatever the request is called', () => {
    expect(traceId({ headers: { traceparent } }, 'request-of-a-program')).toBe(trace);
    expect(requestId({ headers: { traceparent } })).toBe(trace);
  });

  it('follows from the request’s id where there is none', () => {
    const id = requestId({ headers: {} });
    expect(traceId({ headers: {} }, id)).toBe(id.replaceAll('-', ''));
    const named = traceId({ headers: {} }, 'request-of-a-program');
    expect(named).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId({ headers: {} }, 'request-of-a-program')).toBe(named);
    expect(traceId({ headers: {} }, 'another-request')).not.toBe(named);
  });

  it.each([
    ['of nothing but zeros', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
    ['of another version', `ff-${trace}-00f067aa0ba902b7-01`],
    ['with more behind it', `${traceparent}-more`],
    ['in capitals', traceparent.toUpperCase()],
  ])('is not one %s', (_, header) => {
    expect(traceId({ headers: { traceparent: header } }, 'request-of-a-program')).not.toBe(trace);
  });

  it('is in what is logged during the work, and in nothing beside it', async () => {
    const context = { requestId: 'r', address: '::1', operation: null, principal: null };
    const inside = runInTrace(trace, () =>
      runInRequest(context, async () => {
        await Promise.resolve();
        return [currentTrace(), traceFields()];
      }),
    );
    expect(await inside).toEqual([trace, { traceId: trace, requestId: 'r' }]);
    expect([currentTrace(), traceFields()]).toEqual([null, {}]);
  });
});
