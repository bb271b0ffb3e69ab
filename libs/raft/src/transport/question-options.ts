import type { NodeId } from '../core/types.ts';

/** Who asks, as the certificate and the hello say. */
export interface Asker {
  readonly nodeId: NodeId;
  readonly commonName: string;
}

/**
 * Questions between nodes, outside of Raft: one question and one answer on a connection of its own.
 * They have a realm instead of a cluster, since those who are not members yet, or of a cluster that
 * has been given up, must be able to learn of the present one.
 */
export interface QuestionOptions {
  /** Must be the same at both ends; up to 64 characters. */
  readonly realm: string;
  /** Is this certificate's common name that node's? Wider than who may take part. */
  readonly authorise: (commonName: string, claimedNodeId: NodeId) => boolean;
  readonly answer: (question: Uint8Array, asker: Asker) => Promise<Uint8Array>;
}
