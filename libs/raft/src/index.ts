export {
  type ConfState,
  type Entry,
  type Index,
  type Message,
  type NodeId,
  type Role,
  type SoftState,
  type Term,
} from './core/types.ts';
export { type Clock, systemClock } from './driver/clock.ts';
export {
  type DropReason,
  NodeFailed,
  NotLeader,
  ProposalDropped,
  ProposalOutcomeUnknown,
  RaftError,
  type RaftErrorKind,
  type UnknownReason,
} from './driver/errors.ts';
export { type PeerProgress, type RaftMetrics } from './driver/metrics.ts';
export { type ProposeOptions, type RaftConfig, type RaftNodeOptions } from './driver/options.ts';
export { type Applied, RaftNode, type RaftStatus } from './driver/raft-node.ts';
export { type Command, type StateMachine } from './driver/state-machine.ts';
export { type Transport } from './transport/transport.ts';
export {
  type Address,
  TlsTransport,
  type TlsTransportOptions,
  type TransportCounters,
} from './transport/tls-transport.ts';
