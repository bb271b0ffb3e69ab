import {
  type CoordinatorStatus,
  type ReportedConfiguration,
  type SiteMember,
  deviceStatusMessageSchema,
  reportedConfigurationSchema,
} from '@eyrie/contracts';
import { version, type Logger } from '@eyrie/platform';
import { BootWatch } from '../broker/boot-watch.ts';
import { SiteBroker, type DeviceMessage } from '../broker/site-broker.ts';
import type { CloudClient } from '../cloud/cloud-client.ts';
import type { Fence } from '../cloud/fence.ts';
import { CommandDesk } from '../commands/command-desk.ts';
import type { Consensus } from '../consensus/consensus.ts';
import { DesiredPublisher } from '../manifest/desired-publisher.ts';
import { pollManifest } from '../manifest/manifest-poller.ts';
import type { BrokerCounters, UplinkCounters } from '../metrics/counters.ts';
import type { RareLog } from '../metrics/rare-log.ts';
import { RelayServer } from '../relay/relay-server.ts';
import { siteReport } from '../reporting/site-report.ts';
import { SiteReporter } from '../reporting/site-reporter.ts';
import { readRecord, recordKinds } from '../uplink/read-record.ts';
import { Uplink } from '../uplink/uplink.ts';
import type { SiteMembers } from '../site-state/site-members.ts';
import type { TlsIdentity } from '@eyrie/identity';
import { DutyLeases } from './duty-leases.ts';

/** What every term's duties are made with. */
export interface DutySurroundings {
  readonly siteId: string;
  /** This coordinator. */
  readonly deviceId: string;
  /** Each reading gives the present pair. */
  readonly tls: TlsIdentity;
  readonly listenHost: string;
  readonly mqttPort: number;
  readonly relayPort: number;
  readonly cloud: CloudClient;
  readonly consensus: Pick<
    Consensus,
    'authority' | 'status' | 'metrics' | 'adopt' | 'decide' | 'decideOnce' | 'read' | 'logTimeMs'
  >;
  readonly members: SiteMembers;
  /** The coordinators as this one sees them. */
  readonly siteMembers: () => readonly SiteMember[];
  /** Coordinators that are two machines. */
  readonly coordinatorClones: () => readonly string[];
  readonly brokerCounters: BrokerCounters;
  readonly uplinkCounters: UplinkCounters;
  readonly log: Logger;
  readonly rareLog: RareLog;
}

/** Half of how soon a change of the configuration has to be at the workers. */
const pollMs = 2_000;
const reportMs = 5_000;
const reportGatherMs = 250;

/**
 * Everything that this node does because it leads, for one term: the broker, the relay, the uplink,
 * the manifest and the reports. It is made anew for each term, and ends as a whole.
 */
export class LeaderDuties {
  readonly term: number;
  /** Who may do which work alone; for those whom the leader speaks with. */
  readonly leases: DutyLeases;
  readonly #around: DutySurroundings;
  readonly #abort = new AbortController();
  readonly #onFenced: () => void;
  readonly #reported = new Map<string, ReportedConfiguration>();
  readonly #desired = new DesiredPublisher();
  readonly #boots = new BootWatch();
  readonly #running: Promise<unknown>[] = [];
  readonly #unsubscribe: (() => void)[] = [];
  readonly #reporter: SiteReporter;
  readonly #uplink: Uplink;
  readonly #commands: CommandDesk;
  #broker: SiteBroker | null = null;
  #relay: RelayServer | null = null;

  private constructor(around: DutySurroundings, term: number, onFenced: () => void) {
    this.#around = around;
    this.term = term;
    this.#onFenced = () => {
      if (!this.#abort.signal.aborted) onFenced();
    };
    const { cloud, log, rareLog } = around;
    const fence = (): Fence => this.#fence();
    const { signal } = this.#abort;
    this.leases = new DutyLeases({
      consensus: around.consensus,
      leader: { deviceId: around.deviceId, term },
      signal,
    });
    this.#uplink = new Uplink({
      cloud,
      fence,
      signal,
      log,
      rareLog,
      counters: around.uplinkCounters,
      publishAcked: (deviceId, message) =>
        this.#broker?.publishRetained(deviceId, 'acked', message),
      onFenced: this.#onFenced,
    });
    this.#commands = this.#openDesk();
    this.#reporter = new SiteReporter({
      cloud,
      fence,
      report: () => this.#report(),
      everyMs: reportMs,
      gatherMs: reportGatherMs,
      signal,
      onFenced: this.#onFenced,
      onFailure: (error) =>
        rareLog.warn('site_report_failed', error.name, { reason: error.message }),
    });
  }

  /**
   * Opens the ports and begins. `onFenced` is told when the cloud knows a newer leader.
   * @throws PortUnavailable; nothing of it is left running then.
   */
  static async start(
    around: DutySurroundings,
    term: number,
    onFenced: () => void,
  ): Promise<LeaderDuties> {
    const duties = new LeaderDuties(around, term, onFenced);
    try {
      await duties.#openPorts();
    } catch (error) {
      await duties.stop();
      throw error;
    }
    duties.#begin();
    return duties;
  }

  get ports(): { readonly mqtt: number; readonly relay: number } {
    return { mqtt: this.#broker?.port ?? 0, relay: this.#relay?.port ?? 0 };
  }

  get uploads(): number {
    return this.#relay?.uploads ?? 0;
  }

  clients(): string[] {
    return this.#broker?.clients() ?? [];
  }

  uplinkStatus(): CoordinatorStatus['uplink'] {
    return this.#uplink.status();
  }

  /** The certificate was renewed. */
  useCertificate(): void {
    const { tls } = this.#around;
    this.#broker?.useCertificate(tls);
    this.#relay?.useCertificate(tls);
  }

  /** Workers come again, under what is trusted now; what they have not had a receipt for they keep. */
  reconnect(): void {
    this.#broker?.disconnectAll();
    this.#relay?.disconnectAll();
  }

  /** From this call on nothing is sent to the cloud any more; `stop` waits for the rest. */
  abort(): void {
    this.#abort.abort();
  }

  /** Ends all of it; resolves when the ports are free again. */
  async stop(): Promise<void> {
    this.abort();
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    await Promise.all([this.#broker?.close(), this.#relay?.close()]);
    await Promise.all([this.#uplink.ended(), ...this.#running]);
  }

  #openDesk(): CommandDesk {
    const { cloud, consensus, members, siteId, tls, log, rareLog } = this.#around;
    return new CommandDesk({
      cloud,
      fence: () => this.#fence(),
      consensus,
      judge: () => ({
        siteCa: tls.ca,
        organisationId: members.manifest.organisationId,
        siteId,
      }),
      publish: (deviceId, command) => this.#broker?.publish(deviceId, 'command', command),
      onFenced: this.#onFenced,
      signal: this.#abort.signal,
      log,
      rareLog,
    });
  }

  async #openPorts(): Promise<void> {
    const { siteId, tls, listenHost: host, members, cloud, rareLog } = this.#around;
    const isMember = (deviceId: string, serial: string): boolean =>
      members.has(deviceId) && !members.hasRevoked(deviceId, serial);
    this.#broker = await SiteBroker.start({
      siteId,
      host,
      port: this.#around.mqttPort,
      tls,
      isMember,
      onMessage: (message) => this.#receive(message),
      onPresence: () => this.#reporter.changed(),
      onReader: (deviceId, kind) => {
        if (kind === 'command') this.#commands.deviceListens(deviceId);
      },
      counters: this.#around.brokerCounters,
      rareLog,
    });
    this.#relay = await RelayServer.start({
      host,
      port: this.#around.relayPort,
      tls,
      isMember,
      cloud,
      fence: () => this.#fence(),
      onFenced: this.#onFenced,
      rareLog,
    });
  }

  #begin(): void {
    const { members } = this.#around;
    this.#unsubscribe.push(members.onChange(() => this.#followManifest()));
    this.#followManifest();
    this.#running.push(this.#reporter.run(), this.#followCloud(), this.#commands.run());
  }

  async #followCloud(): Promise<void> {
    const { members, consensus, cloud, rareLog } = this.#around;
    const { signal } = this.#abort;
    // The site goes on with what it was founded with where the cloud is away. Where the group cannot
    // agree now, the poll proposes again, and every member has the founding list on its disk.
    await consensus.adopt(members.manifest, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      rareLog.warn('founding_not_adopted', 'founding', { reason: String(error) });
    });
    await pollManifest({
      cloud,
      everyMs: pollMs,
      signal,
      onManifest: (manifest) => consensus.adopt(manifest, signal),
      onFailure: (error) =>
        rareLog.warn('manifest_poll_failed', error.name, { reason: error.message }),
    });
  }

  #followManifest(): void {
    for (const { deviceId, message } of this.#desired.changesFor(this.#around.members.manifest)) {
      this.#broker?.publishRetained(deviceId, 'config/desired', message);
    }
    this.#broker?.disconnectStrangers();
    for (const deviceId of this.#boots.clones()) {
      if (!this.#around.members.has(deviceId)) this.#boots.forget(deviceId);
    }
    this.#reporter.changed();
  }

  #receive({ deviceId, kind, payload }: DeviceMessage): void {
    const { brokerCounters, rareLog } = this.#around;
    if (recordKinds.has(kind)) {
      const record = readRecord(kind, payload);
      if (record) {
        this.#commands.recordPasses(deviceId, record);
        this.#uplink.offer({ deviceId, record, bytes: payload.length });
        return;
      }
    } else if (kind === 'config/reported') {
      const reported = reportedConfigurationSchema.safeParse(parseJson(payload));
      if (reported.success) {
        this.#reported.set(deviceId, reported.data);
        this.#reporter.changed();
        return;
      }
    } else {
      // Presence is what the broker sees; what it says of its start tells two machines apart.
      const status = deviceStatusMessageSchema.safeParse(parseJson(payload));
      if (status.data?.online) this.#hello(deviceId, status.data.bootEpoch);
      return;
    }
    brokerCounters.rejected('unreadable-record');
    rareLog.warn('message_unreadable', `${deviceId} ${kind}`, { deviceId, kind });
  }

  #hello(deviceId: string, bootEpoch: string): void {
    if (!this.#boots.online(deviceId, bootEpoch)) return;
    this.#around.log.error(
      { event: 'device_cloned', deviceId },
      'Two machines take turns to be one device: the cloud is told.',
    );
    this.#reporter.changed();
  }

  #report(): ReturnType<typeof siteReport> {
    const { consensus, members, siteMembers, coordinatorClones } = this.#around;
    return siteReport({
      manifest: members.manifest,
      status: consensus.status(),
      members: siteMembers(),
      connected: this.clients(),
      clones: [...this.#boots.clones(), ...coordinatorClones()],
      reported: this.#reported,
      uplinkBacklogRecords: this.#uplink.backlogRecords,
      version,
      at: new Date(),
    });
  }

  #fence(): Fence {
    return { siteEpoch: this.#around.members.manifest.siteEpoch, term: this.term };
  }
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}
