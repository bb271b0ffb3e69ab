/** Runs SQL within a tenant's transaction: what a repository needs of an `EntityManager`. */
export interface TenantSql {
  query<Rows>(sql: string, parameters: unknown[]): Promise<Rows>;
}

/** The same of a transaction on a connection that pipelines. */
export interface PipelinedSql extends TenantSql {
  /**
   * Ends the transaction: `statements` asks for the last ones at once, without waiting in between, and the
   * commit goes out with them, on one way instead of two. It takes effect only where all of them did; where
   * one fails this rejects as that one does. Nothing can be asked for afterwards, and what is found wrong in
   * an answer undoes nothing any more.
   */
  finish(statements: () => Promise<unknown>): Promise<void>;
}
