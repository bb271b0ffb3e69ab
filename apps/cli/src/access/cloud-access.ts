import type { Eyrie } from '@eyrie/sdk';
import type { Command } from 'commander';
import { z } from 'zod';
import { CommandFailure, exitCodes } from '../failure.ts';
import { FleetHome, readFileIfThere } from '../fleet/fleet-home.ts';
import { clientOf, cloudUrl, type Credential } from './client.ts';
import { readKey } from './key-file.ts';
import { ProfileStore } from './profile-store.ts';
import { openSession } from './session.ts';

export interface CloudOptions {
  url?: string;
  keyFile?: string;
  profile?: string;
  json?: boolean;
}

/** The options of every command that speaks to a cloud. */
export function withCloud(command: Command): Command {
  return command
    .option('--url <url>', 'the cloud; default EYRIE_URL, else where you are logged in')
    .option(
      '--key-file <file>',
      'a file with an API key; default EYRIE_TOKEN, else EYRIE_KEY_FILE; - is standard input',
    )
    .option('--profile <name>', 'another log-in than the current one; default EYRIE_PROFILE')
    .option('--json', 'for programs');
}

/** How a cloud is spoken to, and as whom. */
export interface CloudAccess {
  readonly eyrie: Eyrie;
  readonly url: string;
  /** Where the credential comes from. */
  readonly source: 'key' | 'profile' | 'local-fleet';
  /** The profile's name. */
  readonly profile: string | null;
  readonly credential: Credential;
}

/**
 * A key that is given, else the profile that is chosen, else the owner of the local fleet. A credential
 * is never sent to another cloud than the one it is of.
 * @throws CommandFailure
 */
export async function openCloud(
  options: CloudOptions,
  environment: NodeJS.ProcessEnv,
): Promise<CloudAccess> {
  const given = options.url ?? environment['EYRIE_URL'];
  const url = given === undefined ? undefined : cloudUrl(given);
  const key = await givenKey(options, environment);
  const profile = options.profile ?? environment['EYRIE_PROFILE'];
  if (key !== null && options.profile === undefined) return byKey(key, url, environment);
  const found = ProfileStore.fromEnvironment(environment).find(profile);
  if (found && (url === undefined || found.profile.url === url)) {
    const { credential } = found.profile;
    const eyrie = clientOf(found.profile.url, credential);
    return { eyrie, url: found.profile.url, source: 'profile', profile: found.name, credential };
  }
  if (url !== undefined) {
    const message = `Nobody is logged in at ${url}. Log in: eyrie login --url ${url}; or give an API key: --key-file FILE, or EYRIE_TOKEN.`;
    throw new CommandFailure(message, exitCodes.usage);
  }
  return byLocalFleet(environment);
}

/** Secrets come by a file, the standard input or the environment, never on the command line. */
async function givenKey(
  { keyFile }: CloudOptions,
  environment: NodeJS.ProcessEnv,
): Promise<string | null> {
  if (keyFile !== undefined) return readKey(keyFile);
  const token = environment['EYRIE_TOKEN']?.trim();
  if (token) return token;
  const file = environment['EYRIE_KEY_FILE'];
  return file ? readKey(file) : null;
}

function byKey(key: string, url: string | undefined, environment: NodeJS.ProcessEnv): CloudAccess {
  if (url === undefined) {
    const where = ProfileStore.fromEnvironment(environment).find(undefined)?.profile.url;
    const hint = where === undefined ? '' : ` You are logged in at ${where}.`;
    throw new CommandFailure(
      `Which cloud is the key of? --url URL, or EYRIE_URL.${hint}`,
      exitCodes.usage,
    );
  }
  const credential = { kind: 'api-key', key } as const;
  return { eyrie: clientOf(url, credential), url, source: 'key', profile: null, credential };
}

const loginSchema = z.object({ email: z.string(), password: z.string() });

async function byLocalFleet(environment: NodeJS.ProcessEnv): Promise<CloudAccess> {
  const text = readFileIfThere(FleetHome.fromEnvironment(environment).loginFile);
  if (text === null) {
    throw new CommandFailure(
      'Nobody is logged in, and there is no local fleet here. Log in: eyrie login --url https://…; or give --url URL with --key-file FILE.',
      exitCodes.usage,
    );
  }
  const url = `http://127.0.0.1:${environment['PORT'] ?? '3000'}`;
  const { cookie } = await openSession(url, loginSchema.parse(JSON.parse(text)));
  const credential = { kind: 'session', cookie } as const;
  return {
    eyrie: clientOf(url, credential),
    url,
    source: 'local-fleet',
    profile: null,
    credential,
  };
}
