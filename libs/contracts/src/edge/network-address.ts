import { z } from 'zod';

/** What is no address at all is refused as that, by the check beside this one. */
function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== '' || password !== '';
}

/** User and password are in none: an address is shown, logged and compared. */
export const networkAddressSchema = (protocol: RegExp, whose: string) =>
  z
    .url({ protocol, error: `must be the address of a ${whose}` })
    .max(1_000)
    .refine((text) => !hasCredentials(text), {
      error: 'must not have a user or password in it; they have fields of their own',
    });
