export {
  type ConfChangeFault,
  EMPTY_CONFIGURATION,
  enterJoint,
  InvalidConfChange,
  isJoint,
  leaveJoint,
  type MemberChange,
  simple,
} from './core/confchange.ts';
export { type ConfChange } from './core/membership.ts';
export { type Fitness } from './core/state.ts';
export { committedIndex, type VoteResult, voteResult } from './core/quorum.ts';
export {
  type ConfState,
  type Configuration,
  type Entry,
  type Identity,
  type Incarnation,
  type Index,
  type Message,
  type NodeId,
  type Role,
  type SnapshotMeta,
  type SnapshotOffer,
  type SoftState,
  type Term,
} from './core/types.ts';
export { type Clock, systemClock } from './driver/clock.ts';
export {
  type ConfChangeRefusal,
  ConfChangeRefused,
  type DropReason,
  NodeFailed,
  NotLeader,
  ProposalDropped,
  ProposalOutcomeUnknown,
  RaftError,
  type RaftErrorKind,
  type ReadRefusal,
  ReadRefused,
  TransferFailed,
  type TransferRefusal,
  type UnknownReason,
} from './driver/errors.ts';
export { type NewMember } from './driver/member-commands.ts';
export { type DiskState } from './driver/disk-guard.ts';
export { type LatencyHistogram } from './driver/histogram.ts';
export { type RaftMetrics } from './driver/metrics.ts';
export { type PeerProgress } from './driver/peer-progress.ts';
export {
  type MemberChangeOptions,
  type ProposeOptions,
  type RaftConfig,
  type RaftNodeOptions,
  type WaitOptions,
} from './driver/options.ts';
export { type Applied, RaftNode } from './driver/raft-node.ts';
export { type RaftStatus } from './driver/status.ts';
export { type SnapshotStore } from './driver/snapshot-store.ts';
export { type Command, SnapshotDeclined, type StateMachine } from './driver/state-machine.ts';
export {
  encodeSessionCommand,
  type SessionCommand,
  type SessionId,
  type SessionRequest,
} from './session/session-command.ts';
export { SessionExpired, SessionMisused } from './session/session-errors.ts';
export {
  type SessionAnswer,
  type SessionedMachine,
  SessionMachine,
  type TimedCommand,
} from './session/session-machine.ts';
export { Session, type SessionOptions } from './session/session.ts';
export {
  DiskSnapshotStore,
  type DiskSnapshotStoreOptions,
} from './snapshot/disk-snapshot-store.ts';
export {
  SnapshotDamaged,
  SnapshotError,
  type SnapshotErrorKind,
  SnapshotMismatch,
  SnapshotMissing,
  SnapshotNoSpace,
  SnapshotVersionUnknown,
} from './snapshot/errors.ts';
export { type Asker, type QuestionOptions } from './transport/question-options.ts';
export { QuestionFailed } from './transport/questions.ts';
export { SnapshotNotSent, type SnapshotProgress } from './transport/snapshot-stream.ts';
export { type SnapshotReception, type Transport } from './transport/transport.ts';
export {
  type Address,
  TlsTransport,
  type TlsTransportOptions,
  type TransportCounters,
} from './transport/tls-transport.ts';
