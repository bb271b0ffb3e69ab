import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure } from '../failure.ts';
import { CloudSession } from './cloud-session.ts';
import type { FleetControl } from './control.ts';
import { nextName, readChanges, withChanges, workerLike, writeChanges } from './fleet-changes.ts';
import { processName, type FleetDefinition } from './fleet-definition.ts';
import type { FleetHome } from './fleet-home.ts';
import {
  cloudPlan,
  cloudUrl,
  postgresPlan,
  sitePlans,
  type FleetSettings,
  type ProcessPlan,
} from './fleet-processes.ts';
import { agreedLeader, readProcessStatuses, type FleetStatus } from './fleet-status.ts';
import { tailOfLog } from './log-tail.ts';
import { choosePostgresPort } from './postgres-port.ts';
import type { Login } from './secrets.ts';
import { awaitEnrolment, ensureCameras, ensureSite, provisionDevices } from './site-setup.ts';
import { SupervisedProcess } from './supervised-process.ts';

/** Steps of the start, as a person sees them. */
export interface StartProgress {
  step(name: string): void;
  detail(text: string): void;
  done(): void;
}

/** All processes of one home, started in the order in which they need each other. */
export class Fleet implements FleetControl {
  private readonly processes: SupervisedProcess[] = [];
  private ready = false;
  private ending = false;
  private wakeStopped: () => void = () => undefined;
  private readonly stopped = new Promise<void>((resolve) => {
    this.wakeStopped = resolve;
  });

  constructor(
    private readonly home: FleetHome,
    private readonly settings: FleetSettings,
    private definition: FleetDefinition,
    private readonly login: Login,
  ) {}

  get url(): string {
    return cloudUrl(this.settings);
  }

  /** Resolves when somebody asked for the fleet to go down. */
  untilAskedDown(): Promise<void> {
    return this.stopped;
  }

  async startAll(progress: StartProgress): Promise<void> {
    progress.step('Postgres');
    const postgres = this.launch(postgresPlan(this.home, await choosePostgresPort(this.home)));
    const databaseUrl = await this.awaitDatabase(postgres);

    progress.step('Cloud');
    const cloud = this.launch(cloudPlan(this.home, this.settings, databaseUrl));
    await this.awaitReady(cloud, () => this.cloudIsReady());

    progress.step('Site');
    const session = await CloudSession.logIn(this.url, this.login);
    const site = await ensureSite(session, this.definition);
    await provisionDevices(this.home, session, site, {
      definition: this.definition,
      url: this.url,
    });

    progress.step('Devices');
    for (const plan of sitePlans(this.home, this.settings, this.definition)) this.launch(plan);
    const devices = await awaitEnrolment(session, site, this.definition, (enrolled, total) => {
      progress.detail(`${enrolled} of ${total} enrolled`);
    });
    await ensureCameras(session, site, { definition: this.definition, devices });

    progress.step('Leader');
    await this.awaitLeader();
    progress.done();
    this.ready = true;
  }

  /** Ends everything, those first that need the others. Never rejects. */
  async stopAll(): Promise<void> {
    this.ready = false;
    this.ending = true;
    const kinds = ['worker', 'coordinator', 'cloud', 'postgres'];
    for (const kind of kinds) {
      const group = this.processes.filter((process) => process.plan.kind === kind);
      await Promise.all(group.map((process) => process.stop()));
    }
  }

  async status(): Promise<FleetStatus> {
    const processes = await readProcessStatuses(this.processes);
    return {
      url: this.url,
      ready: this.ready,
      home: this.home.root,
      leader: agreedLeader(processes),
      processes,
    };
  }

  async kill(name: string): Promise<void> {
    await this.find(name).kill();
  }

  async start(name: string): Promise<void> {
    const process = this.find(name);
    process.start();
    if (process.plan.kind === 'postgres') await this.awaitDatabase(process);
  }

  /** One more device of the site, with a claim of its own; resolves with its name once it is enrolled. */
  async add(kind: 'coordinator' | 'worker', wanted: string): Promise<string> {
    const changes = readChanges(this.home);
    const name = wanted || nextName(kind, this.definition, changes);
    if (!processName.safeParse(name).success) {
      throw new CommandFailure(`${name} cannot be a name: letters, digits and hyphens.`);
    }
    if (this.processes.some((process) => process.plan.name === name)) {
      throw new CommandFailure(`The fleet has a process called ${name} already.`);
    }
    const added = {
      coordinators: kind === 'coordinator' ? [name] : [],
      workers: kind === 'worker' ? [workerLike(this.definition, name)] : [],
    };
    const definition = { ...this.definition, ...added };
    const session = await CloudSession.logIn(this.url, this.login);
    const site = await ensureSite(session, this.definition);
    await provisionDevices(this.home, session, site, { definition, url: this.url });
    writeChanges(this.home, {
      coordinators: [...changes.coordinators, ...added.coordinators],
      workers: [...changes.workers, ...added.workers],
      removed: changes.removed.filter((one) => one !== name),
    });
    this.definition = {
      ...this.definition,
      coordinators: [...this.definition.coordinators, ...added.coordinators],
      workers: [...this.definition.workers, ...added.workers],
    };
    for (const plan of sitePlans(this.home, this.settings, definition)) this.launch(plan);
    const devices = await awaitEnrolment(session, site, definition, () => undefined);
    await ensureCameras(session, site, { definition, devices });
    return name;
  }

  /** Ends a device's process for good. Its data stays. */
  async remove(name: string): Promise<void> {
    const process = this.findDevice(name);
    await process.stop();
    this.processes.splice(this.processes.indexOf(process), 1);
    const changes = readChanges(this.home);
    writeChanges(this.home, { ...changes, removed: [...changes.removed, name] });
    this.definition = withChanges(this.definition, {
      ...changes,
      removed: [name],
      coordinators: [],
      workers: [],
    });
  }

  /** As if its card had been wiped, with the identity written to it anew: all that it had agreed on is gone. */
  async wipe(name: string): Promise<void> {
    const process = this.findDevice(name);
    if (process.plan.kind !== 'coordinator') {
      throw new CommandFailure(`${name} is no coordinator: only those keep what a site agreed on.`);
    }
    await process.kill();
    for (const folder of ['raft', 'site']) {
      await rm(path.join(process.plan.data, folder), { recursive: true, force: true });
    }
    process.start();
  }

  down(): void {
    this.wakeStopped();
  }

  private findDevice(name: string): SupervisedProcess {
    const process = this.find(name);
    if (process.plan.kind === 'coordinator' || process.plan.kind === 'worker') return process;
    throw new CommandFailure(`${name} is not a device of the site.`);
  }

  private find(name: string): SupervisedProcess {
    const found = this.processes.find((process) => process.plan.name === name);
    if (found) return found;
    const names = this.processes.map((process) => process.plan.name).join(', ');
    throw new CommandFailure(`The fleet has no process called ${name}. It has: ${names}.`);
  }

  private launch(plan: ProcessPlan): SupervisedProcess {
    // A start that Ctrl-C overtook must not bring up what nobody would end.
    if (this.ending) throw new CommandFailure('The fleet is going down.');
    const process = new SupervisedProcess(this.home, plan);
    this.processes.push(process);
    process.start();
    return process;
  }

  /** The database's address, once it answers. */
  private async awaitDatabase(postgres: SupervisedProcess): Promise<string> {
    const file = path.join(postgres.plan.data, 'connection.json');
    let url = '';
    await this.awaitReady(postgres, async () => {
      const text = await readFile(file, 'utf8').catch(() => null);
      if (text === null) return false;
      const connection = JSON.parse(text) as { url: string; pid: number };
      url = connection.url;
      return connection.pid === postgres.pid;
    });
    return url;
  }

  private async cloudIsReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2000) });
      return response.ok;
    } catch {
      return false;
    }
  }

  private async awaitLeader(): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (agreedLeader(await readProcessStatuses(this.processes)) === null) {
      if (Date.now() > deadline) {
        throw new CommandFailure(
          'The coordinators did not agree on a leader within a minute. ' +
            `Their logs, in ${this.home.logs}, say why.`,
        );
      }
      await delay(200);
    }
  }

  private async awaitReady(
    process: SupervisedProcess,
    isReady: () => Promise<boolean>,
  ): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!(await isReady())) {
      // A process that ends by itself while it starts has said why in its last line.
      if (process.restarts >= 2 || Date.now() > deadline) {
        throw new CommandFailure(
          `${process.plan.name} did not start (${process.lastExit ?? 'no answer within a minute'}).\n` +
            `${tailOfLog(this.home.logFile(process.plan.name))}\n` +
            `The whole log: ${this.home.logFile(process.plan.name)}`,
        );
      }
      await delay(100);
    }
  }
}
