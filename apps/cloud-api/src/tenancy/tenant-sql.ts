/** Runs SQL within a tenant's transaction: what a repository needs of an `EntityManager`. */
export interface TenantSql {
  query<Rows>(sql: string, parameters: unknown[]): Promise<Rows>;
}
