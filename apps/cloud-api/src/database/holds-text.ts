import { type FindOperator, Raw } from 'typeorm';

/**
 * SQL for texts of which one holds what stands at `place`, in any case. The columns of one organisation's
 * rows are looked through: lists have thousands of rows, not millions.
 */
export function holdsTextSql(columns: readonly string[], place: string): string {
  return `(${columns.map((column) => `strpos(lower(${column}), lower(${place}::text)) > 0`).join(' OR ')})`;
}

/** The same as a condition of TypeORM on one column. */
export function holdsText(text: string): FindOperator<string> {
  return Raw((column) => holdsTextSql([column], ':heldText'), {
    heldText: text,
  }) as FindOperator<string>;
}
