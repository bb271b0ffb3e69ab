import { createEyrie, type Eyrie } from '@eyrie/sdk';
import { CommandFailure, exitCodes } from '../failure.ts';

export type Credential =
  | { readonly kind: 'api-key'; readonly key: string }
  | { readonly kind: 'session'; readonly cookie: string }
  | { readonly kind: 'nobody' };

/** No answer came from that cloud; the cause says which way it failed. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';

  constructor(
    readonly url: string,
    options: ErrorOptions,
  ) {
    super(`No cloud answers at ${url}.`, options);
  }
}

/** `https://eyrie.example.org`, without what would end twice in a slash. @throws CommandFailure */
export function cloudUrl(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return text.replace(/\/+$/, '');
  const meant = URL.canParse(`https://${text}`) ? ` Did you mean https://${text}?` : '';
  throw new CommandFailure(`${text} is not the URL of a cloud.${meant}`, exitCodes.usage);
}

/** The SDK's client as this program uses it. */
export function clientOf(url: string, credential: Credential): Eyrie {
  const options = {
    baseUrl: url,
    // Somebody waits at a terminal: two attempts tell a hiccup from an outage.
    retry: { attemptsMax: 2 },
    fetch: fetchTelling(url),
  };
  if (credential.kind === 'api-key') return createEyrie({ ...options, apiKey: credential.key });
  if (credential.kind === 'session') {
    return createEyrie({ ...options, sessionCookie: credential.cookie });
  }
  return createEyrie(options);
}

/** `fetch` that says who asks, and of which cloud it was that no answer came. */
function fetchTelling(url: string): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    // What the list of sessions shows.
    headers.set('user-agent', 'eyrie-cli');
    try {
      return await fetch(input, { ...init, headers });
    } catch (error) {
      throw new NoAnswer(url, { cause: error });
    }
  };
}
