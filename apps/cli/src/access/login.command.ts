import { EyrieProblem, operations, type Session } from '@eyrie/sdk';
import { Command } from 'commander';
import { CommandFailure, exitCodes } from '../failure.ts';
import { example } from '../examples.ts';
import { ask, askSecret, ownTerminal, requireTerminal, type Terminal } from '../terminal/prompt.ts';
import { record, table } from '../terminal/table.ts';
import { clientOf, cloudUrl } from './client.ts';
import { openCloud, withCloud, type CloudOptions } from './cloud-access.ts';
import { readKey } from './key-file.ts';
import { ProfileStore, requireName, type Profile } from './profile-store.ts';
import { openSession } from './session.ts';

interface LoginOptions {
  url?: string;
  email?: string;
  keyFile?: string;
  profile?: string;
  allowHttp?: boolean;
  json?: boolean;
}

/** `eyrie login`. */
export function loginCommand(): Command {
  const login = new Command('login')
    .description(
      'Log in to a cloud: with email, password and code at a terminal, or with an API key from a file.\n' +
        'What it keeps is read by you alone: $XDG_CONFIG_HOME/eyrie/profiles.json, else ~/.config/…',
    )
    .option('--url <url>', 'the cloud; default EYRIE_URL, else it is asked for')
    .option('--email <address>', 'default: it is asked for')
    .option(
      '--key-file <file>',
      'a file with an API key, in place of a person; - is standard input',
    )
    .option('--profile <name>', 'keep it under this name; default: the name of the cloud')
    .option('--allow-http', 'though anybody on the way can read the password')
    .option('--json', 'for programs')
    .action((options: LoginOptions) => logIn(options));
  example(
    login,
    'eyrie login --url $EYRIE_URL --key-file key.txt --profile robot',
    'as a program, with an API key',
  );
  return login;
}

/** `eyrie logout`. */
export function logoutCommand(): Command {
  const logout = new Command('logout')
    .description('End the session, at the cloud too, and forget the profile.')
    .option('--profile <name>', 'another than the current one')
    .option('--json', 'for programs')
    .action((options: { profile?: string; json?: boolean }) => logOut(options));
  example(logout, 'eyrie logout --profile robot', 'forget one of several');
  return logout;
}

/** `eyrie whoami`. */
export function whoamiCommand(): Command {
  const whoami = withCloud(new Command('whoami'))
    .description('Where you are logged in, as whom, and what you may do there.')
    .action((options: CloudOptions) => whoAmI(options));
  example(whoami, 'eyrie whoami', 'who asks, and which cloud');
  return whoami;
}

/** `eyrie profile …`. */
export function profileCommand(): Command {
  const profile = new Command('profile').description('Several log-ins side by side.');
  const list = profile
    .command('list')
    .description('Every log-in that is kept; * is the current one.')
    .option('--json', 'for programs')
    .action(({ json }: { json?: boolean }) => {
      const { current, profiles } = ProfileStore.fromEnvironment(process.env).read();
      const items = Object.entries(profiles).map(([name, { url, name: who, credential }]) => ({
        ...{ name, current: name === current, url, as: who, kind: credential.kind },
        expires_at: credential.kind === 'session' ? credential.expires_at : null,
      }));
      if (json) {
        console.log(JSON.stringify({ items }, null, 2));
        return;
      }
      const rows = items.map((one) => [
        ...[one.current ? '*' : '', one.name, one.url, one.as],
        one.expires_at?.slice(0, 16) ?? '',
      ]);
      const header = ['', 'PROFILE', 'CLOUD', 'AS', { title: 'UNTIL', narrow: 'leave' }] as const;
      console.log(rows.length === 0 ? 'Nobody is logged in: eyrie login' : table(header, rows));
    });
  example(list, 'eyrie profile list', 'all log-ins');
  const use = profile
    .command('use <name>')
    .description('Go on with another log-in.')
    .action((name: string) => {
      ProfileStore.fromEnvironment(process.env).use(name);
      console.log(`${name} is the current profile.`);
    });
  example(use, 'eyrie profile use robot', 'from now on as the robot');
  return profile;
}

async function logIn(options: LoginOptions, terminal = ownTerminal()): Promise<void> {
  if (options.profile !== undefined) requireName(options.profile);
  const url = cloudUrl(
    options.url ?? process.env['EYRIE_URL'] ?? (await askUrl(options, terminal)),
  );
  refuseOpenWire(url, options.allowHttp ?? false);
  const profile =
    options.keyFile === undefined
      ? await asPerson(url, options, terminal)
      : await asKey(url, await readKey(options.keyFile));
  const name = options.profile ?? new URL(url).host.replaceAll(/[^\w.-]/g, '-');
  const store = ProfileStore.fromEnvironment(process.env);
  store.save(name, profile);
  const told = { profile: name, url, as: profile.name, file: store.file };
  console.log(
    options.json
      ? JSON.stringify(told, null, 2)
      : `Logged in at ${url} as ${profile.name} (profile ${name}).`,
  );
}

function askUrl({ keyFile }: LoginOptions, terminal: Terminal): Promise<string> {
  if (keyFile === '-') throw new CommandFailure('Which cloud? --url URL', exitCodes.usage);
  requireTerminal(terminal, 'Name the cloud with --url.');
  return ask(terminal, 'URL of the cloud: ');
}

/** A password on an open wire is a password of everybody on it. */
function refuseOpenWire(url: string, isAllowed: boolean): void {
  const { protocol, hostname } = new URL(url);
  const isHere = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol === 'https:' || isHere || isAllowed) return;
  throw new CommandFailure(
    `${url} is not encrypted, so everybody on the way would read what you log in with. Use https://, or say --allow-http.`,
    exitCodes.usage,
  );
}

async function asPerson(url: string, options: LoginOptions, terminal: Terminal): Promise<Profile> {
  requireTerminal(
    terminal,
    'Programs log in with an API key: --key-file FILE, or - for standard input.',
  );
  const email = options.email ?? (await ask(terminal, 'Email: '));
  const password = await askSecret(terminal, 'Password: ');
  const { session, cookie } = await openSession(url, { email, password }).catch(
    async (error: unknown) => {
      if (!(error instanceof EyrieProblem)) throw error;
      if (error.code !== 'auth.second_factor_required') throw refusedLogin(error, email, url);
      const code = (await ask(terminal, 'Code of your authenticator, or a recovery code: ')).trim();
      return openSession(url, { email, password, code }).catch((second: unknown) => {
        throw second instanceof EyrieProblem ? refusedLogin(second, email, url) : second;
      });
    },
  );
  const { expires_at } = session;
  return { url, name: nameOf(session), credential: { kind: 'session', cookie, expires_at } };
}

function refusedLogin({ message }: EyrieProblem, email: string, url: string): CommandFailure {
  return new CommandFailure(
    `${url} did not let ${email} in. ${message}\nA forgotten password is set anew at ${url}/.`,
    exitCodes.denied,
  );
}

/** Is asked for one site, so that a key that is no good is found out here and not later. */
async function asKey(url: string, key: string): Promise<Profile> {
  await clientOf(url, { kind: 'api-key', key }).sites.list({ page_size: 1 }).first();
  return { url, name: nameOfKey(key), credential: { kind: 'api-key', key } };
}

// Enough to find it in the list of keys, and not enough to guess it.
function nameOfKey(key: string): string {
  return `API key ${key.slice(0, 12)}…`;
}

function nameOf({ user, organisation, role }: Session): string {
  return `${user.email} (${role} of ${organisation.name})`;
}

async function logOut(options: { profile?: string; json?: boolean }): Promise<void> {
  const store = ProfileStore.fromEnvironment(process.env);
  const found = store.find(options.profile ?? process.env['EYRIE_PROFILE']);
  if (!found) throw new CommandFailure('Nobody is logged in.', exitCodes.usage);
  const { name, profile } = found;
  const { url, credential } = profile;
  let isEnded = false;
  if (credential.kind === 'session') {
    try {
      await clientOf(url, credential).call(operations.sessionDelete);
      isEnded = true;
    } catch (error) {
      // A session that is over already has ended too.
      isEnded = error instanceof EyrieProblem && error.status === 401;
    }
  }
  store.remove(name);
  if (options.json) {
    console.log(JSON.stringify({ profile: name, session_ended: isEnded }, null, 2));
    return;
  }
  console.log(`Profile ${name} is forgotten.`);
  if (credential.kind === 'session' && !isEnded) {
    console.error(
      `${url} could not be told: end the session in its settings, or wait until ${credential.expires_at}.`,
    );
  }
  if (credential.kind === 'api-key') {
    console.error(
      'The API key itself is still good: an admin revokes it in the settings of the cloud.',
    );
  }
}

async function whoAmI(options: CloudOptions): Promise<void> {
  const { eyrie, url, source, profile, credential } = await openCloud(options, process.env);
  if (credential.kind === 'api-key') {
    const { permissions } = await eyrie.call(operations.eventsToken, { body: {} });
    const told = {
      url,
      source,
      profile,
      kind: credential.kind,
      name: nameOfKey(credential.key),
      permissions,
    };
    if (options.json) {
      console.log(JSON.stringify(told, null, 2));
      return;
    }
    console.log(
      record([
        ['cloud', url],
        ['as', told.name],
        ['may', permissions.includes('camera:control') ? 'look, and command devices' : 'look'],
        ['profile', profile ?? '- (a key that was given)'],
      ]),
    );
    return;
  }
  const session = await eyrie.call(operations.sessionRead);
  if (options.json) {
    console.log(JSON.stringify({ url, source, profile, kind: credential.kind, session }, null, 2));
    return;
  }
  const { user, organisation, role, site_ids, expires_at } = session;
  console.log(
    record([
      ['cloud', url],
      ['as', `${user.name} <${user.email}>`],
      ['organisation', `${organisation.name} (${organisation.id})`],
      ['role', site_ids === null ? role : `${role}, of ${site_ids.length} sites`],
      ['until', expires_at],
      ['profile', profile ?? '- (the owner of the local fleet)'],
    ]),
  );
}
