import { hostname, networkInterfaces } from 'node:os';
import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { createDirectory, type Directory } from '@eyrie/discovery';
import { raftDirectory } from '../enrolment/founding.ts';
import { followLogLevel } from '../manifest/follow-log-level.ts';
import { QuestionDesk } from '../members/question-desk.ts';
import { Roster } from '../members/roster.ts';
import { SiteContext } from '../site-context.ts';
import { SiteMembers } from '../site-state/site-members.ts';
import { SiteStateMachine } from '../site-state/site-state-machine.ts';
import { Advertisement } from './advertisement.ts';
import { Consensus } from './consensus.ts';
import { KnownNodes } from './known-nodes.ts';

/** The site's directory of coordinators (an interface, hence a token of its own). */
const directoryToken = Symbol('Directory');

/** Closes what Raft and discovery hold, after the leader's duties have ended. */
@Injectable()
class ConsensusShutdown implements OnApplicationShutdown {
  constructor(
    private readonly consensus: Consensus,
    @Inject(directoryToken) private readonly directory: Directory,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.directory.close();
    await this.consensus.close();
  }
}

/** Raft: the node, its state machine, its peers' addresses, and what it says of itself. */
@Module({
  providers: [
    {
      provide: directoryToken,
      inject: [SiteContext],
      useFactory: ({ configuration, identity, log }: SiteContext): Directory =>
        createDirectory({
          siteId: identity.siteId,
          mdns: {
            port: configuration.EYRIE_MDNS_PORT,
            ...(configuration.EYRIE_MDNS_INTERFACE === undefined
              ? {}
              : { interface: configuration.EYRIE_MDNS_INTERFACE }),
          },
          static: configuration.EYRIE_STATIC_COORDINATORS,
          onMdnsState: (mdns) => log.info({ event: 'mdns_state', mdns }, 'Multicast changed.'),
        }),
    },
    {
      provide: SiteStateMachine,
      inject: [SiteContext],
      useFactory: ({ identity }: SiteContext) => new SiteStateMachine(identity.siteId),
    },
    {
      provide: SiteMembers,
      inject: [SiteContext, SiteStateMachine],
      useFactory: ({ founding, identity, log }: SiteContext, machine: SiteStateMachine) => {
        const members = new SiteMembers(founding, machine);
        followLogLevel(members, identity.deviceId, log);
        return members;
      },
    },
    {
      provide: Roster,
      inject: [SiteMembers],
      useFactory: (members: SiteMembers) => new Roster(members),
    },
    { provide: QuestionDesk, useFactory: () => new QuestionDesk() },
    {
      provide: KnownNodes,
      inject: [directoryToken],
      useFactory: (directory: Directory) => new KnownNodes(directory),
    },
    {
      provide: Consensus,
      inject: [SiteContext, SiteStateMachine, directoryToken, Roster, QuestionDesk],
      useFactory: (
        context: SiteContext,
        machine: SiteStateMachine,
        directory: Directory,
        roster: Roster,
        desk: QuestionDesk,
      ) =>
        Consensus.open({
          identity: context.identity,
          nodeId: context.nodeId,
          founding: context.founding,
          mayFound: context.mayFound,
          inheritance: context.inheritance,
          directory: raftDirectory(context.configuration.EYRIE_DATA, context.founding.siteEpoch),
          listen: { host: context.listenHost, port: context.configuration.EYRIE_RAFT_PORT },
          peers: directory,
          isCoordinator: (commonName, nodeId) => roster.isCoordinator(commonName, nodeId),
          addressOf: desk.addressOf,
          answer: desk.answer,
          machine,
          ...(context.watchdog
            ? { loop: context.watchdog.watch({ name: 'raft', limitMs: tickLimitMs }) }
            : {}),
          log: context.log,
        }),
    },
    {
      provide: Advertisement,
      inject: [SiteContext, directoryToken, Consensus],
      useFactory: (
        { configuration, nodeId, founding }: SiteContext,
        directory: Directory,
        raft: Consensus,
      ) =>
        new Advertisement(directory, {
          nodeId,
          siteEpoch: founding.siteEpoch,
          host: configuration.EYRIE_HOST ?? ownAddress(),
          raftPort: raft.port,
        }),
    },
    ConsensusShutdown,
  ],
  exports: [
    Advertisement,
    Consensus,
    SiteMembers,
    SiteStateMachine,
    KnownNodes,
    QuestionDesk,
    Roster,
  ],
})
export class ConsensusModule {}

/** A node ticks many times in a second. */
const tickLimitMs = 30_000;

/** The first address that is not the machine's own; its name where it has none. */
function ownAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = addresses.find(({ family, internal }) => family === 'IPv4' && !internal);
  return found?.address ?? hostname();
}
