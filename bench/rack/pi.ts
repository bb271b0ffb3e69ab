import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  coordinatorStatusSchema,
  runtimeFileSchema,
  workerStatusSchema,
  type CoordinatorStatus,
  type DeviceRole,
  type WorkerStatus,
} from '@eyrie/contracts';
import { builtCommand } from '../harness/built-apps.ts';
import type { ProcessGroup, Program } from '../harness/process-group.ts';

export type Status = CoordinatorStatus | WorkerStatus;

/** One of the rack: the built product in a process of its own, with a folder that survives it. */
export class Pi {
  private program: Program | null = null;

  private constructor(
    readonly name: string,
    readonly role: DeviceRole,
    private readonly data: string,
    private readonly environment: Record<string, string>,
  ) {}

  /** With a claim on its card, as `eyrie image flash` writes it. */
  static async make(
    { name, role }: Pick<Pi, 'name' | 'role'>,
    place: { folder: string; url: string; claim: string; mdnsPort: number },
  ): Promise<Pi> {
    const data = path.join(place.folder, name);
    await mkdir(data);
    const card = `PROVISION_URL=${place.url}\nPROVISION_TOKEN=${place.claim}\n`;
    await writeFile(path.join(data, 'provision.txt'), card, { mode: 0o600 });
    const ports = ['EYRIE_RAFT_PORT', 'EYRIE_MQTT_PORT', 'EYRIE_RELAY_PORT', 'EYRIE_OPS_PORT'];
    return new Pi(name, role, data, {
      ...Object.fromEntries(ports.map((port) => [port, '0'])),
      EYRIE_DATA: data,
      EYRIE_HOST: '127.0.0.1',
      EYRIE_MDNS_INTERFACE: '127.0.0.1',
      EYRIE_MDNS_PORT: String(place.mdnsPort),
      EYRIE_DISK_RESERVE_BYTES: '0',
      EYRIE_LOG_LEVEL: 'warn',
    });
  }

  get pid(): number {
    return this.running.pid;
  }

  /** Starts it, and does not wait for it. */
  switchOn(processes: ProcessGroup): void {
    const { args, env } = builtCommand(this.role === 'worker' ? 'edge-worker' : 'edge-coordinator');
    this.program = processes.spawn(process.execPath, args, {
      env: { ...env, ...this.environment },
    });
  }

  async cutOff(processes: ProcessGroup): Promise<void> {
    await processes.kill(this.running.process);
    this.program = null;
  }

  /** Null where it does not answer (yet). @throws Error where it has ended by itself. */
  async status(): Promise<Status | null> {
    const { running } = this;
    const child = running.process;
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`${this.name} ended by itself: ${running.lastWords()}`);
    }
    try {
      const text = await readFile(path.join(this.data, 'runtime.json'), 'utf8');
      const { opsPort, pid } = runtimeFileSchema.parse(JSON.parse(text));
      if (pid !== child.pid) return null;
      const answer = await fetch(`http://127.0.0.1:${opsPort}/status`, {
        signal: AbortSignal.timeout(5_000),
      });
      const schema = this.role === 'worker' ? workerStatusSchema : coordinatorStatusSchema;
      return schema.parse(await answer.json());
    } catch {
      return null;
    }
  }

  private get running(): Program {
    if (!this.program) throw new Error(`${this.name} is switched off.`);
    return this.program;
  }
}
