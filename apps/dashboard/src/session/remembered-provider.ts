const key = 'eyrie.login-provider';
const connectingKey = 'eyrie.connecting';
const pattern = /^idp_[0-9a-z]{26}$/;

/** The login provider that the address names, or through which this browser came in last. */
export function rememberedProvider(): string | null {
  const named = new URLSearchParams(window.location.search).get('with');
  const known = named ?? window.localStorage.getItem(key);
  return known !== null && pattern.test(known) ? known : null;
}

export function rememberProvider(id: string): void {
  window.localStorage.setItem(key, id);
}

/** Says that who comes back from the provider was logged in already, and wants to connect. */
export function beginConnecting(): void {
  window.sessionStorage.setItem(connectingKey, 'true');
}

/** Whether it was so; once. */
export function wasConnecting(): boolean {
  const was = window.sessionStorage.getItem(connectingKey) !== null;
  window.sessionStorage.removeItem(connectingKey);
  return was;
}
