/** Where access tokens come from: see `AccessTokens`. */
export interface TokenSource {
  /** @throws TokenRefused, CloudUnavailable */
  get(): Promise<string>;
  /** Forgets a token that is not to be used again. */
  drop(token: string): void;
}
