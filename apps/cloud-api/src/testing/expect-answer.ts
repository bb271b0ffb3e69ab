interface Init {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Fetcher {
  readonly fetch: (address: string, init?: Init) => Promise<Response>;
}

/** The answer's JSON; throws with its text where it is a failure. */
export async function expectAnswer(
  caller: Fetcher,
  address: string,
  init?: Init,
): Promise<unknown> {
  const answer = await caller.fetch(address, init);
  if (!answer.ok) throw new Error(`${init?.method ?? 'GET'} ${address}: ${await answer.text()}`);
  return answer.status === 204 ? null : answer.json();
}
