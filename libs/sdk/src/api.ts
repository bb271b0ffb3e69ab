import type { Answer, ApiOperation, Input, OperationData } from './api-operation.ts';
import { mediaOf, rangeHeaders, type ByteRange, type Media } from './media.ts';
import { pagesOf, type ItemOf, type Pages } from './pages.ts';
import { Transport, type CallOptions, type Exchange, type TransportOptions } from './transport.ts';

/** A call's input may be left out where the operation needs nothing. */
export type Arguments<Data extends OperationData> =
  object extends Input<Data>
    ? [input?: Input<Data>, options?: CallOptions]
    : [input: Input<Data>, options?: CallOptions];

/** Every operation of the API, also those that have no method of their own. */
export class Api {
  readonly transport: Transport;

  constructor(options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /** Carries out an operation and answers with its value. Throws `EyrieProblem`, `EyrieUnreachable`. */
  readonly call = async <Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    ...given: Arguments<Data>
  ): Promise<Answer<Responses>> => (await this.exchange(operation, ...given)).value;

  /** The same with the ETag and the headers of the answer. */
  readonly exchange = <Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    ...[input, options]: Arguments<Data>
  ): Promise<Exchange<Answer<Responses>>> =>
    this.transport.exchange(operation, (input ?? {}) as Input<Data>, options);

  /** A list, asked for page by page while it is read. */
  readonly pages = <Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    ...[input, options]: Arguments<Data>
  ): Pages<ItemOf<ApiOperation<Data, Responses>>> =>
    pagesOf(this.transport, operation, (input ?? {}) as Input<Data>, options);

  /** A file, or a part of it. */
  readonly media = async <Data extends OperationData, Responses>(
    operation: ApiOperation<Data, Responses>,
    input: Input<Data>,
    { range, ...options }: MediaOptions = {},
  ): Promise<Media> => {
    const extraHeaders = rangeHeaders(range);
    const response = await this.transport.open(operation, input, { ...options, extraHeaders });
    return mediaOf(response, range);
  };
}

export interface MediaOptions extends CallOptions {
  readonly range?: ByteRange | undefined;
}
