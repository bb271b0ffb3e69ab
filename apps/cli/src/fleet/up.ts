import { CommandFailure } from '../failure.ts';
import { findRunningFleet, serveControl } from './control.ts';
import { demonstrationFleet } from './demonstration.ts';
import { Fleet, type StartProgress } from './fleet.ts';
import { readChanges, withChanges } from './fleet-changes.ts';
import { readFleetDefinition } from './fleet-definition.ts';
import { FleetHome } from './fleet-home.ts';
import { cloudUrl, type FleetSettings } from './fleet-processes.ts';
import { endOrphans } from './orphans.ts';
import { requireFreePort } from './port-check.ts';
import { ensureSecrets } from './secrets.ts';

export interface UpOptions {
  definition?: string;
}

/** Runs a whole fleet in the foreground until Ctrl-C, SIGTERM or `eyrie fleet down`. */
export async function up(options: UpOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const home = FleetHome.fromEnvironment(environment);
  const defined = options.definition
    ? readFleetDefinition(options.definition)
    : demonstrationFleet(Date.now());
  home.create();
  const definition = withChanges(defined, readChanges(home));
  const login = ensureSecrets(home);
  const settings = settingsFrom(environment, definition.organisation, login.email);

  const running = await findRunningFleet(home);
  if (running) {
    throw new CommandFailure(
      `A fleet runs from ${home.root} already: ${(await running.status()).url} (process ${running.pid}). ` +
        'Stop it with: eyrie fleet down',
    );
  }
  const orphans = await endOrphans(home);
  if (orphans > 0) console.log(`Ended ${orphans} processes that an earlier start had left behind.`);
  await requireFreePort(settings.host, settings.port);

  const fleet = new Fleet(home, settings, definition, login);
  const signalled = untilSignalled();
  const closeControl = await serveControl(home, fleet);
  try {
    await Promise.race([fleet.startAll(printedProgress()), signalled, fleet.untilAskedDown()]);
    if (!signalled.happened) {
      console.log(
        `Eyrie is ready: ${cloudUrl(settings)}  (log in as ${login.email} with ${login.password})`,
      );
      console.log(
        `Frames arrive at once, the first timelapse within three minutes. Ctrl-C ends everything; logs: ${home.logs}`,
      );
      console.log(
        `Mails (invitations, new passwords) are not sent: they are texts in ${home.mails}`,
      );
    }
    await Promise.race([signalled, fleet.untilAskedDown()]);
  } finally {
    console.log('Stopping the fleet…');
    await fleet.stopAll();
    closeControl();
  }
  console.log('Stopped. The data stays; start again with the same command.');
}

function settingsFrom(
  environment: NodeJS.ProcessEnv,
  organisation: string,
  ownerEmail: string,
): FleetSettings {
  return {
    host: environment['HOST'] ?? '127.0.0.1',
    port: portFrom(environment, 'PORT', 3000),
    mdnsPort: portFrom(environment, 'EYRIE_MDNS_PORT', 5353),
    logLevel: environment['EYRIE_LOG_LEVEL'] ?? 'info',
    organisation,
    ownerEmail,
  };
}

function portFrom(environment: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = environment[name];
  if (text === undefined || text === '') return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CommandFailure(`${name} must be a port between 1 and 65535, for example ${otherwise}.`);
}

function untilSignalled(): Promise<void> & { happened: boolean } {
  const promise = new Promise<void>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        signalled.happened = true;
        resolve();
      });
    }
  });
  const signalled = Object.assign(promise, { happened: false });
  return signalled;
}

/** A line per step with the time it took; a terminal also sees the counters move. */
function printedProgress(): StartProgress {
  const terminal = process.stdout.isTTY;
  let name = '';
  let startedMs = Date.now();
  const finish = () => {
    if (name === '') return;
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    console.log(`${terminal ? '\r\u001B[2K' : ''}✓ ${name.padEnd(9)} ${seconds} s`);
  };
  return {
    done: finish,
    step(next) {
      finish();
      name = next;
      startedMs = Date.now();
      if (terminal) process.stdout.write(`… ${name}`);
    },
    detail(text) {
      if (terminal) process.stdout.write(`\r\u001B[2K… ${name.padEnd(9)} ${text}`);
    },
  };
}
