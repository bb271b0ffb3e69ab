import type { Answer, ApiOperation, Input, OperationData } from './api-operation.ts';
import type { CallOptions, Transport } from './transport.ts';

/** A page as every list answers with it. */
interface PageOf<Item> {
  readonly items: readonly Item[];
  readonly next_page_token: string | null;
}

/** Query parameters that a list's caller need not name: `Pages` does. */
type WithoutPlace<Query> = Omit<NonNullable<Query>, 'page_token'>;

/** The filter of a list, and how many items to ask for at once (`page_size`). */
export type ListQuery<Operation> =
  Operation extends ApiOperation<infer Data, unknown> ? WithoutPlace<Data['query']> : never;

/** What a list's pages are made of. */
export type ItemOf<Operation> = Operation extends {
  readonly types?: { readonly responses: infer Responses };
}
  ? Answer<Responses> extends { items: readonly (infer Item)[] }
    ? Item
    : never
  : never;

/**
 * A list, asked for page by page while it is read:
 * `for await (const device of eyrie.devices.list())`. Each iteration begins anew.
 */
export class Pages<Item> implements AsyncIterable<Item> {
  readonly #read: (pageToken: string | null) => Promise<PageOf<Item>>;

  constructor(read: (pageToken: string | null) => Promise<PageOf<Item>>) {
    this.#read = read;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const items of this.pages()) yield* items;
  }

  /** The same by whole pages. */
  async *pages(): AsyncGenerator<readonly Item[], void, undefined> {
    let token: string | null = null;
    do {
      const page: PageOf<Item> = await this.#read(token);
      yield page.items;
      token = page.next_page_token;
    } while (token !== null);
  }

  /** The first item, or null where the list is empty. */
  async first(): Promise<Item | null> {
    for await (const item of this) return item;
    return null;
  }

  /** All items, or the first `most` of them. */
  async toArray(most = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }
}

/** Any operation that answers with pages as such. */
export function pagesOf<Data extends OperationData, Responses>(
  transport: Transport,
  operation: ApiOperation<Data, Responses>,
  input: Input<Data>,
  options: CallOptions = {},
): Pages<ItemOf<ApiOperation<Data, Responses>>> {
  return new Pages(async (pageToken) => {
    const { query } = input as { query?: object };
    const place = pageToken === null ? {} : { page_token: pageToken };
    const here = { ...input, query: { ...query, ...place } };
    const { value } = await transport.exchange(operation, here, options);
    return value as PageOf<ItemOf<ApiOperation<Data, Responses>>>;
  });
}
