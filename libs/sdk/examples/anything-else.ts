import { EyrieProblem, operations, type Eyrie } from '@eyrie/sdk';

/** Operations without a method of their own: everything that the OpenAPI document has. */
export async function nameKnownCards(eyrie: Eyrie, siteId: string, serials: string[]) {
  try {
    const { items } = await eyrie.call(operations.knownDevicesAdd, {
      path: { siteId },
      body: { items: serials.map((serial) => ({ serial })) },
    });
    return items.length;
  } catch (error) {
    if (!(error instanceof EyrieProblem) || error.status !== 422) throw error;
    const where = error.errors.map(({ pointer, message }) => `${pointer} ${message}`);
    throw new Error(`${error.code} (${error.requestId}): ${where.join('; ')}`, { cause: error });
  }
}
