import type { IncomingMessage, ServerResponse } from 'node:http';
import { rateLimitHeaders, type Standing, TooManyRequests } from '../limits/index.ts';
import { toProblem } from '../problems/problem.ts';
import { runInTrace } from '../request-context/request-context.ts';
import { requestId, traceId } from './request-id.ts';

/** Stand where the ids of a request go. */
const [requestMark, traceMark] = ['\u0001', '\u0002'];

/** The problem document of a limit, cut where a request's ids belong. */
type Pieces = readonly [before: string, between: string, after: string];

/**
 * Answers that a limit is used up, the same as a route would and without one: whoever goes on asking beyond
 * a limit must cost next to nothing, so that all but two ids is made once.
 */
export class RefusalAnswer {
  private readonly common: readonly string[];
  private readonly pieces = new Map<string, Pieces>();

  /** @param headers those of every answer */
  constructor(headers: Readonly<Record<string, string>>) {
    this.common = [
      ...Object.entries(headers).flat(),
      'cache-control',
      'no-store',
      'content-type',
      'application/problem+json',
      // What it took is told to a tenth of a millisecond.
      'server-timing',
      'app;dur=0.0',
    ];
  }

  /** `spent` are the quotas with nothing left, the one that is named first. */
  send(
    request: IncomingMessage,
    response: ServerResponse,
    spent: readonly [Standing, ...Standing[]],
  ): void {
    const id = requestId(request);
    const [before, between, after] = this.piecesOf(spent[0].quota.name);
    const text = `${before}${id}${between}${traceId(request, id)}${after}`;
    const own = ['x-request-id', id, 'content-length', String(text.length)];
    own.push('retry-after', String(Math.max(1, Math.ceil(spent[0].resetMs / 1000))));
    for (const [name, value] of Object.entries(rateLimitHeaders(spent))) own.push(name, value);
    response.writeHead(429, [...this.common, ...own]).end(text, 'latin1');
  }

  private piecesOf(limit: string): Pieces {
    const known = this.pieces.get(limit);
    if (known) return known;
    const error = new TooManyRequests(limit, 1);
    const { body } = runInTrace(traceMark, () => toProblem(error, requestMark));
    const text = JSON.stringify(body);
    const [before = '', rest = ''] = text.split(JSON.stringify(requestMark).slice(1, -1));
    const [between = '', after = ''] = rest.split(JSON.stringify(traceMark).slice(1, -1));
    const pieces = [before, between, after] as const;
    this.pieces.set(limit, pieces);
    return pieces;
  }
}
