import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readFileIfThere, writePrivateFile, type FleetHome } from './fleet-home.ts';

const loginSchema = z.object({ email: z.string(), password: z.string() });

/** How a person logs in to the local fleet's dashboard. */
export type Login = z.infer<typeof loginSchema>;

/** Makes what the fleet keeps secret at its first start, and finds it again at the later ones. */
export function ensureSecrets(home: FleetHome): Login {
  if (readFileIfThere(home.masterKeyFile) === null) {
    writePrivateFile(home.masterKeyFile, `${randomBytes(32).toString('base64')}\n`);
  }
  const login = readLogin(home) ?? { email: 'owner@eyrie.local', password: readablePassword() };
  writePrivateFile(home.loginFile, `${JSON.stringify(login, null, 2)}\n`);
  writePrivateFile(home.passwordFile, `${login.password}\n`);
  return login;
}

function readLogin(home: FleetHome): Login | null {
  const text = readFileIfThere(home.loginFile);
  return text === null ? null : loginSchema.parse(JSON.parse(text));
}

/** Twenty letters and digits in groups of five, without those that look alike: 98 bits. */
function readablePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const letters: string[] = [];
  while (letters.length < 20) {
    for (const byte of randomBytes(32)) {
      // Bytes past the last whole multiple would favour the first letters.
      if (byte < 248 && letters.length < 20) letters.push(alphabet.charAt(byte % alphabet.length));
    }
  }
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}
